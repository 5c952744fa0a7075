// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"

#include <QLabel>

namespace keyswitch
{

// Text in a style and a tone, always plain. One line elides (and shows the whole text as a tooltip then); wrapped text
// takes the height it needs.
class Label : public QLabel
{
    Q_OBJECT
public:
    explicit Label(const QString &text = {}, TextStyle style = TextStyle::Body, Token tone = Token::Text,
                   QWidget *parent = nullptr);

    void setTone(Token tone);
    void setTextStyle(TextStyle style);
    void setElideMode(Qt::TextElideMode mode);
    void setWrapped(bool wrapped = true);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return wordWrap(); }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Token m_tone;
    Qt::TextElideMode m_elide = Qt::ElideRight;
    bool m_tipIsOurs = false;
};

} // namespace keyswitch
