// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/topbar.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/addresspill.h"
#include "ui/widgets/label.h"
#include "ui/widgets/toast.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace keyswitch
{

TopBar::TopBar(QWidget *parent)
    : Bar(Token::Canvas, Qt::BottomEdge, parent)
    , m_title(new Label({}, TextStyle::Title))
    , m_subtitle(new Label({}, TextStyle::Caption, Token::Faint))
    , m_address(new AddressPill)
{
    setFixedHeight(metrics::topBar);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addStretch();
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    words->addStretch();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::pageMargin, 0, metrics::space3, 0);
    row->setSpacing(metrics::space3);
    row->addLayout(words, 1);
    row->addWidget(m_address);
    m_address->hide();
    m_subtitle->hide();
    connect(m_address, &AddressPill::copied, this,
            [this](const QString &address) { Toast::show(this, State::Ok, tr("Copied %1").arg(address)); });
}

void TopBar::setTitle(const QString &title, const QString &subtitle)
{
    m_title->setText(title);
    m_subtitle->setText(subtitle);
    m_subtitle->setHidden(subtitle.isEmpty());
}

void TopBar::setAddress(State state, const QString &word, const QString &address)
{
    m_address->setAddress(state, word, address);
    m_address->show();
}

void TopBar::setCompact(bool compact)
{
    m_address->setCompact(compact);
}

} // namespace keyswitch
