// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/buttonkind.h"

#include <QVariant>
#include <QWidget>

namespace keyswitch
{

namespace
{

constexpr char kindProperty[] = "keyswitchButtonKind";
constexpr char bareProperty[] = "keyswitchBareField";
constexpr char refusedProperty[] = "keyswitchRefused";

} // namespace

void setButtonKind(QWidget *button, ButtonKind kind)
{
    button->setProperty(kindProperty, int(kind));
    button->update();
}

ButtonKind buttonKind(const QWidget *button)
{
    return button ? ButtonKind(button->property(kindProperty).toInt()) : ButtonKind::Plain;
}

void setBareField(QWidget *field)
{
    field->setProperty(bareProperty, true);
}

bool isBareField(const QWidget *field)
{
    return field && field->property(bareProperty).toBool();
}

void setRefused(QWidget *field, bool refused)
{
    field->setProperty(refusedProperty, refused);
    field->update();
}

bool isRefused(const QWidget *field)
{
    return field && field->property(refusedProperty).toBool();
}

} // namespace keyswitch
