// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bars.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
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
    for (const Qt::Edge edge : {Qt::TopEdge, Qt::BottomEdge, Qt::LeftEdge, Qt::RightEdge}) {
        if (m_lines & edge)
            drawEdge(&painter, rect(), edge, color(Token::Border));
    }
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
    drawEdge(&painter, rect(), width() > height() ? Qt::TopEdge : Qt::LeftEdge, color(Token::Border));
}

} // namespace keyswitch
