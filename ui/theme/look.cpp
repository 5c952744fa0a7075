// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/look.h"

#include "ui/theme/icons.h"
#include "ui/theme/keyswitchstyle.h"
#include "ui/theme/typography.h"

#include <QApplication>
#include <QLoggingCategory>

namespace keyswitch
{

namespace
{

Q_LOGGING_CATEGORY(lcLook, "keyswitch.ui.look")

} // namespace

void installLook(QApplication &application, Theme::Choice choice)
{
    if (!loadFonts())
        qCWarning(lcLook) << "bundled fonts could not be loaded; the system's are used";
    QApplication::setStyle(new KeyswitchStyle);
    QApplication::setFont(textFont(TextStyle::Body));
    application.setWindowIcon(applicationIcon());
    QApplication::setPalette(Theme::instance().palette());
    Theme::instance().setChoice(choice);
}

} // namespace keyswitch
