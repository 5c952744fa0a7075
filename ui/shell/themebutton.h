// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/button.h"

namespace keyswitch
{

// Opens the choice between the system's theme, light and dark.
class ThemeButton : public IconButton
{
    Q_OBJECT
public:
    explicit ThemeButton(QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(keyswitch::Theme::Choice choice);

private:
    void openMenu();
    void refresh();
};

} // namespace keyswitch
