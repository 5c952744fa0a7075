// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/iconview.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace keyswitch
{

namespace
{

QString iconOf(State state)
{
    switch (state) {
    case State::Ok:
        return QStringLiteral("circle-check");
    case State::Off:
        return QStringLiteral("info");
    case State::Warn:
        return QStringLiteral("triangle-alert");
    case State::Error:
        return QStringLiteral("circle-x");
    case State::Running:
        return QStringLiteral("activity");
    }
    return QStringLiteral("info");
}

} // namespace

Banner::Banner(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconView({}, Token::Muted, 20))
    , m_title(new Label({}, TextStyle::Strong))
    , m_sentence(new Label({}, TextStyle::Small))
    , m_actions(new QHBoxLayout)
{
    m_title->setWrapped();
    m_sentence->setWrapped();
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_title);
    words->addWidget(m_sentence);
    m_actions->setSpacing(metrics::space2);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(15, 7, 12, 7);
    row->setSpacing(metrics::space3);
    row->addWidget(m_icon);
    row->addLayout(words, 1);
    row->addLayout(m_actions);
    setMinimumHeight(48);
    setMessage(State::Ok, {});
}

void Banner::setMessage(State state, const QString &title, const QString &sentence)
{
    m_state = state;
    m_icon->setIcon(iconOf(state), stateTone(state));
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setHidden(sentence.isEmpty());
    // The two meet in the middle, however high the banner is: stretches would make it grow, an alignment would take
    // away the height for the width.
    m_title->setAlignment(Qt::AlignLeft | (sentence.isEmpty() ? Qt::AlignVCenter : Qt::AlignBottom));
    m_sentence->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    update();
}

Button *Banner::addAction(const QString &text, const QString &iconName)
{
    auto *button = new Button(text, iconName);
    m_actions->addWidget(button);
    return button;
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(softGround(stateTone(m_state))));
    painter.drawPath(roundedRect(rect(), metrics::radiusCard));
}

} // namespace keyswitch
