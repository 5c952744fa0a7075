// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/meter.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

namespace keyswitch
{

Meter::Meter(const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(accessibleName);
    setFixedHeight(6);
    setMinimumWidth(40);
}

void Meter::setShare(double share)
{
    m_share = share;
    setAccessibleDescription(tr("%1 %").arg(QLocale().toString(share * 100, 'f', 0)));
    update();
}

Token Meter::tone(double share)
{
    return share >= 1 ? Token::Danger : share >= 0.8 ? Token::Warn : Token::Accent;
}

void Meter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Token::Border));
    const double radius = height() / 2.0;
    painter.drawPath(roundedRect(rect(), radius));
    if (m_share <= 0)
        return;
    painter.setBrush(color(tone(m_share)));
    const double length = std::max<double>(height(), width() * std::min(1.0, m_share));
    painter.drawPath(roundedRect(QRectF(0, 0, length, height()), radius));
}

} // namespace keyswitch
