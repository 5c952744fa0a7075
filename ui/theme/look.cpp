// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/look.h"

#include "ui/theme/icons.h"
#include "ui/theme/keyswitchstyle.h"
#include "ui/theme/typography.h"

#include <QApplication>
#include <QLoggingCategory>
#include <QToolTip>

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
    const QFont body = textFont(TextStyle::Body);
    QApplication::setFont(body);
    // Desktops set fonts of their own for some classes; those would win over the one above.
    for (const char *widget :
         {"QMenu", "QMessageBox", "QPushButton", "QAbstractItemView", "QHeaderView", "QComboLineEdit"})
        QApplication::setFont(body, widget);
    QToolTip::setFont(textFont(TextStyle::Small));
    QToolTip::setPalette(Theme::instance().palette());
    application.setWindowIcon(applicationIcon());
    QApplication::setPalette(Theme::instance().palette());
    Theme::instance().setChoice(choice);
}

} // namespace keyswitch
