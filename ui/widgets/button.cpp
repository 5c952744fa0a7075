// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/button.h"

#include "ui/theme/icons.h"
#include "ui/theme/metrics.h"
#include "ui/theme/typography.h"

namespace keyswitch
{

Button::Button(const QString &text, ButtonKind kind, QWidget *parent)
    : Button(text, QString(), kind, parent)
{
}

Button::Button(const QString &text, const QString &iconName, ButtonKind kind, QWidget *parent)
    : QPushButton(text, parent)
    , m_iconName(iconName)
{
    setFont(textFont(TextStyle::Medium));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setKind(kind);
}

void Button::setKind(ButtonKind kind)
{
    setButtonKind(this, kind);
    refreshIcon();
}

void Button::setIconName(const QString &name)
{
    m_iconName = name;
    refreshIcon();
}

void Button::refreshIcon()
{
    if (m_iconName.isEmpty())
        return setIcon({});
    Token tone = Token::Muted;
    switch (buttonKind(this)) {
    case ButtonKind::Primary:
        tone = Token::OnAccent;
        break;
    case ButtonKind::Danger:
        tone = Token::Danger;
        break;
    case ButtonKind::Link:
        tone = Token::Accent;
        break;
    case ButtonKind::Plain:
    case ButtonKind::Ghost:
        break;
    }
    setIcon(themeIcon(m_iconName, tone));
}

IconButton::IconButton(const QString &iconName, const QString &name, QWidget *parent)
    : Button(QString(), iconName, ButtonKind::Ghost, parent)
{
    setFixedSize(metrics::control, metrics::control);
    setName(name);
}

void IconButton::setName(const QString &name)
{
    setToolTip(name);
    setAccessibleName(name);
}

} // namespace keyswitch
