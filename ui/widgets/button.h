// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/buttonkind.h"
#include "ui/theme/tokens.h"

#include <QPushButton>

namespace keyswitch
{

// A push button of one of the kinds. The text is a verb; "…" when a dialog follows. An ampersand that is data, not a
// mnemonic, must be doubled by the caller.
class Button : public QPushButton
{
    Q_OBJECT
public:
    explicit Button(const QString &text, ButtonKind kind = ButtonKind::Plain, QWidget *parent = nullptr);
    Button(const QString &text, const QString &iconName, ButtonKind kind = ButtonKind::Plain,
           QWidget *parent = nullptr);

    void setKind(ButtonKind kind);
    void setIconName(const QString &name);

private:
    void refreshIcon();
    QString m_iconName;
};

// 28 × 28, an icon only. The name is its tooltip and what a screen reader says.
class IconButton : public Button
{
    Q_OBJECT
public:
    IconButton(const QString &iconName, const QString &name, QWidget *parent = nullptr);
    void setName(const QString &name);
};

} // namespace keyswitch
