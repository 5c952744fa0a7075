// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace keyswitch
{

// What a push button is for; the style draws it accordingly.
enum class ButtonKind {
    Plain,
    Primary, // the next step; one a page
    Ghost, // no edge: tool bars, secondary actions
    Link,
    Danger, // danger text, never a danger fill
};

void setButtonKind(QWidget *button, ButtonKind kind);
ButtonKind buttonKind(const QWidget *button);

// A line edit that draws no field of its own: it sits in a widget that does.
void setBareField(QWidget *field);
bool isBareField(const QWidget *field);

// A field whose value was refused: its edge is in danger colour. The words belong beside it.
void setRefused(QWidget *field, bool refused);
bool isRefused(const QWidget *field);

} // namespace keyswitch
