// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bars.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace keyswitch
{

Bar::Bar(Token ground, Qt::Edges lines, QWidget *parent)
    : QWidget(parent)
    , m_ground(ground)
    , m_lines(lines)
{
}

void Bar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(m_ground));
    const QColor line = color(Token::Border);
    if (m_lines & Qt::TopEdge)
        painter.fillRect(0, 0, width(), 1, line);
    if (m_lines & Qt::BottomEdge)
        painter.fillRect(0, height() - 1, width(), 1, line);
    if (m_lines & Qt::LeftEdge)
        painter.fillRect(0, 0, 1, height(), line);
    if (m_lines & Qt::RightEdge)
        painter.fillRect(width() - 1, 0, 1, height(), line);
}

ToolBar::ToolBar(QWidget *parent)
    : Bar(Token::Canvas, Qt::BottomEdge, parent)
{
    setFixedHeight(metrics::toolBar);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::pageMargin, 0, metrics::space3, 0);
    row->setSpacing(metrics::space2);
}

Separator::Separator(Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
{
    if (orientation == Qt::Horizontal)
        setFixedHeight(1);
    else
        setFixedWidth(1);
}

void Separator::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Border));
}

} // namespace keyswitch
