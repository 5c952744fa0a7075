// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/switch.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace keyswitch
{

Switch::Switch(const QString &accessibleName, QWidget *parent)
    : QAbstractButton(parent)
{
    setAccessibleName(accessibleName);
    setCheckable(true);
    setFixedSize(sizeHint());
    setFocusPolicy(Qt::StrongFocus);
}

void Switch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const Token track = !isEnabled() ? Token::BorderStrong : isChecked() ? Token::AccentFill : Token::Control;
    const QRectF body(0, 1, 32, 18);
    painter.setBrush(color(track));
    painter.drawPath(roundedRect(body, 9));
    painter.setBrush(color(Token::OnAccent));
    painter.drawEllipse(QPointF(isChecked() ? 23 : 9, 10), 6.5, 6.5);
    if (showsKeyboardFocus(this))
        drawFocusRing(&painter, body, 8, true);
}

} // namespace keyswitch
