// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/detailpane.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/statelabel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace keyswitch
{

namespace
{

constexpr int narrowest = 260;

} // namespace

DetailPane::DetailPane(QWidget *parent)
    : QScrollArea(parent)
    , m_title(new Label({}, TextStyle::Title))
    , m_subtitle(new Label({}, TextStyle::MonoSmall, Token::Faint))
    , m_state(new StateLabel)
    , m_actions(new QHBoxLayout)
    , m_body(new QVBoxLayout)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(narrowest);

    m_subtitle->setElideMode(Qt::ElideMiddle);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    auto *close = new IconButton(QStringLiteral("x"), tr("Close the details"));
    connect(close, &QAbstractButton::clicked, this, &DetailPane::closeRequested);
    auto *head = new QHBoxLayout;
    head->addLayout(words, 1);
    head->addWidget(close, 0, Qt::AlignTop);
    m_actions->setSpacing(metrics::space2);
    m_actions->setAlignment(Qt::AlignLeft);
    m_body->setSpacing(metrics::space3);

    auto *pane = new Bar(Token::Surface, Qt::LeftEdge);
    auto *column = new QVBoxLayout(pane);
    column->setContentsMargins(18, 12, 14, 12);
    column->setSpacing(metrics::space3);
    column->addLayout(head);
    column->addWidget(m_state, 0, Qt::AlignLeft);
    column->addLayout(m_actions);
    column->addLayout(m_body);
    column->addStretch();
    setWidget(pane);
}

} // namespace keyswitch
