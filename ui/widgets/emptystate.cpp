// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptystate.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconview.h"
#include "ui/widgets/keycap.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace keyswitch
{

namespace
{

constexpr int widest = 560;

} // namespace

EmptyState::EmptyState(const QString &iconName, const QString &title, const QString &why, QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconView(iconName, Token::Accent, 24))
    , m_title(new Label(title, TextStyle::Page))
    , m_why(new Label(why, TextStyle::Body, Token::Muted))
    , m_actions(new QHBoxLayout)
    , m_hint(new QHBoxLayout)
{
    m_icon->setGround(56);
    m_title->setAlignment(Qt::AlignHCenter | Qt::AlignVCenter);
    m_title->setWrapped();
    m_why->setAlignment(Qt::AlignHCenter);
    m_why->setWrapped();
    m_actions->setSpacing(metrics::space2);
    m_hint->setSpacing(metrics::space2);

    auto *box = new QWidget;
    box->setMaximumWidth(widest);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::space2);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addSpacing(metrics::space1);
    column->addWidget(m_title);
    column->addWidget(m_why);
    column->addSpacing(metrics::space2);
    auto *actions = new QHBoxLayout;
    actions->addStretch();
    actions->addLayout(m_actions);
    actions->addStretch();
    column->addLayout(actions);
    column->addSpacing(metrics::space1);
    auto *hint = new QHBoxLayout;
    hint->addStretch();
    hint->addLayout(m_hint);
    hint->addStretch();
    column->addLayout(hint);

    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(box, 100);
    middle->addStretch(1);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(metrics::pageMargin, metrics::space4, metrics::pageMargin, metrics::space4);
    outer->addStretch(2);
    outer->addLayout(middle);
    outer->addStretch(3);
}

void EmptyState::setWords(const QString &title, const QString &why)
{
    m_title->setText(title);
    m_why->setText(why);
}

void EmptyState::setIconName(const QString &name)
{
    m_icon->setIcon(name, Token::Accent);
}

Button *EmptyState::setPrimaryAction(const QString &text, const QString &iconName)
{
    if (!m_primary) {
        m_primary = new Button(text, iconName, ButtonKind::Primary);
        m_actions->insertWidget(0, m_primary);
    }
    m_primary->setText(text);
    m_primary->setIconName(iconName);
    return m_primary;
}

Button *EmptyState::addSecondaryAction(const QString &text, const QString &iconName)
{
    auto *button = new Button(text, iconName);
    m_actions->addWidget(button);
    return button;
}

void EmptyState::setHint(const QString &words, const QString &key)
{
    while (QLayoutItem *item = m_hint->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_hint->addWidget(new Label(words, TextStyle::Small, Token::Faint));
    if (!key.isEmpty())
        m_hint->addWidget(new KeyCap(key));
}

} // namespace keyswitch
