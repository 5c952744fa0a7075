// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/colorscheme.h"

#include <QApplication>
#include <QPixmapCache>
#include <QPointer>
#include <QThread>
#include <QToolTip>
#include <QWidget>

namespace keyswitch
{

Theme::Theme(QObject *parent)
    : QObject(parent)
{
}

Theme &Theme::instance()
{
    static QPointer<Theme> theme;
    Q_ASSERT(qApp && qApp->thread() == QThread::currentThread());
    if (!theme)
        theme = new Theme(qApp);
    return *theme;
}

void Theme::setChoice(Choice choice)
{
    m_choice = choice;
    if (choice == Choice::System && !m_system) {
        m_system = new ColorScheme(this);
        connect(m_system, &ColorScheme::changed, this, &Theme::decide);
    }
    decide();
}

QString Theme::word(Choice choice)
{
    switch (choice) {
    case Choice::System:
        break;
    case Choice::Light:
        return QStringLiteral("light");
    case Choice::Dark:
        return QStringLiteral("dark");
    }
    return QStringLiteral("system");
}

Theme::Choice Theme::fromWord(const QString &word)
{
    if (word == QLatin1String("light"))
        return Choice::Light;
    if (word == QLatin1String("dark"))
        return Choice::Dark;
    return Choice::System;
}

void Theme::decide()
{
    switch (m_choice) {
    case Choice::System:
        return apply(m_system->preference() == ColorScheme::Preference::Dark);
    case Choice::Light:
        return apply(false);
    case Choice::Dark:
        return apply(true);
    }
}

void Theme::apply(bool dark)
{
    if (dark == m_dark)
        return;
    m_dark = dark;
    QPixmapCache::clear(); // icons are kept by colour; the old ones are of no use any more
    QApplication::setPalette(palette());
    QToolTip::setPalette(palette()); // a desktop's own palette for them would stay otherwise
    Q_EMIT changed();
    const QWidgetList widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        // Qt tells widgets of a new palette only while the event loop runs; the theme is also chosen before.
        QEvent newPalette(QEvent::ApplicationPaletteChange);
        QCoreApplication::sendEvent(widget, &newPalette);
        widget->update();
    }
}

QPalette Theme::palette() const
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Token token) {
        palette.setColor(QPalette::All, role, color(token));
    };
    set(QPalette::Window, Token::Canvas);
    set(QPalette::WindowText, Token::Text);
    set(QPalette::Base, Token::Surface);
    set(QPalette::AlternateBase, Token::Sunken);
    set(QPalette::Text, Token::Text);
    set(QPalette::Button, Token::Surface);
    set(QPalette::ButtonText, Token::Text);
    set(QPalette::BrightText, Token::OnAccent);
    set(QPalette::Highlight, Token::AccentSoft);
    set(QPalette::HighlightedText, Token::Text);
    set(QPalette::PlaceholderText, Token::Faint);
    set(QPalette::ToolTipBase, Token::Raised);
    set(QPalette::ToolTipText, Token::Text);
    set(QPalette::Link, Token::Accent);
    set(QPalette::LinkVisited, Token::Accent);
    set(QPalette::Light, Token::Raised);
    set(QPalette::Midlight, Token::Border);
    set(QPalette::Mid, Token::BorderStrong);
    set(QPalette::Dark, Token::Control);
    set(QPalette::Shadow, Token::Border);
    const QColor disabled = mixed(color(Token::Faint), color(Token::Surface), 0.35);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, disabled);
    return palette;
}

QColor color(Token token)
{
    return Theme::instance().color(token);
}

} // namespace keyswitch
