// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/badge.h"

#include "ui/theme/paint.h"

#include <QPainter>

namespace keyswitch
{

Badge::Badge(const QString &text, Token tone, const QString &iconName, QWidget *parent)
    : QLabel(parent)
    , m_tone(tone)
    , m_iconName(iconName)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setText(text);
}

void Badge::setBadge(const QString &text, Token tone, const QString &iconName)
{
    m_tone = tone;
    m_iconName = iconName;
    setText(text);
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const
{
    return {badgeWidth(text(), !m_iconName.isEmpty()), 20};
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawBadge(&painter, rect(), text(), m_tone, m_iconName);
}

} // namespace keyswitch
