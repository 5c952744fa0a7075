// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;

namespace keyswitch
{

// Icons by the name of their file under :/keyswitch/icons ("key-round"), drawn in a token's colour. They are rendered
// for the very size and device pixel ratio of the paint device, and follow the theme without being set anew.
QIcon themeIcon(const QString &name, Token tone = Token::Muted);
QPixmap iconPixmap(const QString &name, Token tone, int size, qreal devicePixelRatio);
void drawIcon(QPainter *painter, const QRect &rect, const QString &name, Token tone);
bool hasIcon(const QString &name);

// The mark of the application, in its own colours.
QIcon applicationIcon();

} // namespace keyswitch
