// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"

#include <QPlainTextEdit>

namespace keyswitch
{

// Text to read, to select and to copy, with mouse and keyboard; always plain. Wraps anywhere, since ids and addresses
// have no spaces, and is as high as its text.
class SelectableText : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit SelectableText(TextStyle style = TextStyle::Body, Token tone = Token::Text, QWidget *parent = nullptr);

    void setText(const QString &text);
    QString text() const { return toPlainText(); }
    void setTone(Token tone);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refreshColors();
    Token m_tone;
};

} // namespace keyswitch
