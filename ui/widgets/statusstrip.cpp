// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statusstrip.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/stripitem.h"

#include <QHBoxLayout>
#include <QPainter>

namespace keyswitch
{

StatusStrip::StatusStrip(QWidget *parent)
    : QWidget(parent)
    , m_left(new QHBoxLayout)
    , m_right(new QHBoxLayout)
{
    setFixedHeight(metrics::strip);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 2, 10, 1);
    row->setSpacing(2);
    m_left->setSpacing(2);
    m_right->setSpacing(2);
    row->addLayout(m_left);
    row->addStretch();
    row->addLayout(m_right);
    setMinimumWidth(120);
}

void StatusStrip::setItem(Side side, const StripState &item)
{
    auto it = m_items.find(item.id);
    if (it == m_items.end()) {
        auto *widget = new StripItem(this);
        (side == Side::Left ? m_left : m_right)->addWidget(widget);
        connect(widget, &QAbstractButton::clicked, this, [this, id = item.id] { Q_EMIT clicked(id); });
        it = m_items.emplace(item.id, widget).first;
    }
    it->second->setItem(item);
    fit();
}

void StatusStrip::removeItem(const QString &id)
{
    const auto it = m_items.find(id);
    if (it == m_items.end())
        return;
    delete it->second;
    m_items.erase(it);
    fit();
}

// Health says what is wrong and stays; figures are also on the overview.
void StatusStrip::fit()
{
    int room = width() - 20;
    for (int i = 0; i < m_left->count(); ++i)
        room -= m_left->itemAt(i)->widget()->sizeHint().width() + 2;
    for (int i = 0; i < m_right->count(); ++i) {
        QWidget *item = m_right->itemAt(i)->widget();
        room -= item->sizeHint().width() + 2;
        item->setVisible(room >= 0);
    }
}

void StatusStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Sidebar));
    drawEdge(&painter, rect(), Qt::TopEdge, color(Token::Border));
}

void StatusStrip::resizeEvent(QResizeEvent *)
{
    fit();
}

} // namespace keyswitch
