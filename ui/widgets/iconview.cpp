// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/iconview.h"

#include "ui/theme/icons.h"
#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace keyswitch
{

IconView::IconView(const QString &name, Token tone, int size, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_tone(tone)
    , m_size(size)
{
    setFixedSize(size, size);
}

void IconView::setIcon(const QString &name, Token tone)
{
    m_name = name;
    m_tone = tone;
    update();
}

void IconView::setGround(int side)
{
    m_ground = true;
    setFixedSize(side, side);
}

void IconView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_ground) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(softGround(m_tone)));
        painter.drawPath(roundedRect(rect(), metrics::radiusPopup));
    }
    drawIcon(&painter, QRect((width() - m_size) / 2, (height() - m_size) / 2, m_size, m_size), m_name, m_tone);
}

Mark::Mark(QWidget *parent)
    : QWidget(parent)
{
    setFixedSize(26, 26);
}

void Mark::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.drawPixmap(0, 0, applicationIcon().pixmap(size(), devicePixelRatioF()));
}

} // namespace keyswitch
