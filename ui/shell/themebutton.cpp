// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/themebutton.h"

#include <QActionGroup>
#include <QMenu>

namespace keyswitch
{

ThemeButton::ThemeButton(QWidget *parent)
    : IconButton(QStringLiteral("sun"), tr("Theme"), parent)
{
    connect(this, &QAbstractButton::clicked, this, &ThemeButton::openMenu);
    connect(&Theme::instance(), &Theme::changed, this, &ThemeButton::refresh);
    refresh();
}

void ThemeButton::refresh()
{
    setIconName(Theme::instance().isDark() ? QStringLiteral("moon") : QStringLiteral("sun"));
}

void ThemeButton::openMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, Theme::Choice choice) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(Theme::instance().choice() == choice);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choice] {
            Theme::instance().setChoice(choice);
            Q_EMIT chosen(choice);
        });
    };
    add(tr("Like the system"), Theme::Choice::System);
    add(tr("Light"), Theme::Choice::Light);
    add(tr("Dark"), Theme::Choice::Dark);
    menu->popup(mapToGlobal(QPoint(0, -menu->sizeHint().height())));
}

} // namespace keyswitch
