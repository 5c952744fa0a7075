// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/keycap.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"

#include <QPainter>

namespace keyswitch
{

KeyCap::KeyCap(const QString &key, QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setFont(textFont(TextStyle::Caption));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setText(key);
}

QSize KeyCap::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 12, 18};
}

void KeyCap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawBox(&painter, rect(), color(Token::Sunken), color(Token::BorderStrong), metrics::radiusSmall);
    painter.setPen(color(Token::Faint));
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine, text());
}

} // namespace keyswitch
