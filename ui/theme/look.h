// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

class QApplication;

namespace keyswitch
{

// Dresses the application: fonts, style, palette, icon, theme. Once, right after QApplication is made, before any
// widget.
void installLook(QApplication &application, Theme::Choice choice = Theme::Choice::System);

} // namespace keyswitch
