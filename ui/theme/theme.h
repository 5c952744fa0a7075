// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QObject>
#include <QPalette>

namespace keyswitch
{

class ColorScheme;

// Which of the two colour sets is on, and who decides: the system or the user. GUI thread.
//
// Widgets read tokens when they paint, so a switch costs a palette and repaints. Only what keeps a colour (text
// formats, chart series, own pixmaps) needs changed().
class Theme : public QObject
{
    Q_OBJECT
public:
    enum class Choice { System, Light, Dark };
    Q_ENUM(Choice)

    // Lives as long as the application object and must not be asked for before there is one.
    static Theme &instance();

    Choice choice() const { return m_choice; }
    void setChoice(Choice choice);
    // Words for settings: "system", "light", "dark"; anything else reads as System.
    static QString word(Choice choice);
    static Choice fromWord(const QString &word);

    bool isDark() const { return m_dark; }
    QColor color(Token token) const { return tokenColor(token, m_dark); }
    QPalette palette() const;

Q_SIGNALS:
    void changed();

private:
    explicit Theme(QObject *parent);
    void decide();
    void apply(bool dark);

    Choice m_choice = Choice::Light;
    bool m_dark = false;
    ColorScheme *m_system = nullptr; // made when the system is first asked
};

// The colour of a token in the theme of this moment.
QColor color(Token token);

} // namespace keyswitch
