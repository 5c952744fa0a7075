// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QWidget>

class QPainter;

namespace keyswitch
{

// The course of a figure without axes: line, faint area, a dot at the last value; another period dashed behind it. Both
// start at the left; `places` says how many values a full period has, so that a day that is not over ends where it is.
void drawSparkline(QPainter *painter, const QRectF &rect, const QList<double> &values, const QList<double> &before,
                   int places, Token tone);

class Sparkline : public QWidget
{
    Q_OBJECT
public:
    explicit Sparkline(QWidget *parent = nullptr);

    void setValues(const QList<double> &values, const QList<double> &before = {}, int places = 0);
    void setTone(Token tone);

    QSize sizeHint() const override { return {96, 28}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<double> m_values;
    QList<double> m_before;
    int m_places = 0;
    Token m_tone = Token::Accent;
};

} // namespace keyswitch
