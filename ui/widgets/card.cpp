// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace keyswitch
{

namespace
{

constexpr int padding = 15 + 1; // the 1 is the edge

} // namespace

Card::Card(const QString &title, QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    m_body = new QVBoxLayout;
    m_body->setContentsMargins(padding - 1, padding - 1, padding - 1, padding - 1);
    m_body->setSpacing(metrics::space2);
    column->addLayout(m_body, 1);
    column->addStretch(0); // what the body cannot use stays below it
    if (!title.isEmpty())
        setTitle(title);
}

void Card::setTitle(const QString &title)
{
    header();
    m_title->setText(title);
    setAccessibleName(title);
}

QHBoxLayout *Card::header()
{
    if (!m_header) {
        auto *head = new QWidget(this);
        head->setFixedHeight(42);
        m_header = new QHBoxLayout(head);
        m_header->setContentsMargins(padding - 1, metrics::space1, 10, 0);
        m_header->setSpacing(metrics::space2);
        m_title = new Label({}, TextStyle::Strong);
        m_header->addWidget(m_title, 1);
        static_cast<QVBoxLayout *>(layout())->insertWidget(0, head);
        QMargins margins = m_body->contentsMargins();
        margins.setTop(std::min(margins.top(), metrics::space1));
        m_body->setContentsMargins(margins);
    }
    return m_header;
}

void Card::setBodyFlush()
{
    m_body->setContentsMargins(0, 0, 0, metrics::space1);
    m_body->setSpacing(0);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawBox(&painter, rect(), color(Token::Surface), color(Token::Border), metrics::radiusCard);
}

} // namespace keyswitch
