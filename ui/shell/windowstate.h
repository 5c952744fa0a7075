// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

class QSettings;
class QWidget;

namespace keyswitch
{

// What a window remembers. Each part carries a version; what another version wrote, or what is damaged, is ignored: a
// window must always come up.
void saveWindow(QSettings &settings, const QWidget *window, const QString &pageId);
bool restoreWindow(const QSettings &settings, QWidget *window);
QString savedPage(const QSettings &settings);

// The columns of every TableView in the window that has an object name.
void saveColumns(QSettings &settings, const QWidget *window);
void restoreColumns(const QSettings &settings, QWidget *window);

void saveThemeChoice(QSettings &settings, Theme::Choice choice);
Theme::Choice savedThemeChoice(const QSettings &settings);

} // namespace keyswitch
