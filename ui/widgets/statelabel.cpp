// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statelabel.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"

#include <QPainter>

namespace keyswitch
{

namespace
{

constexpr int mark = 14;
constexpr int gap = 6;

} // namespace

StateLabel::StateLabel(State state, const QString &word, QWidget *parent)
    : QLabel(parent)
    , m_state(state)
{
    setTextFormat(Qt::PlainText);
    setFont(textFont(TextStyle::Body));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(word);
}

void StateLabel::setState(State state, const QString &word)
{
    m_state = state;
    setText(word);
    updateGeometry();
    update();
}

QSize StateLabel::sizeHint() const
{
    const int words = text().isEmpty() ? 0 : gap + fontMetrics().horizontalAdvance(text()) + 2;
    return {mark + words, std::max(mark, fontMetrics().height())};
}

QSize StateLabel::minimumSizeHint() const
{
    return {mark, sizeHint().height()};
}

void StateLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawStateMark(&painter, QRectF(0, (height() - mark) / 2.0, mark, mark), m_state);
    const QRect words = rect().adjusted(mark + gap, 0, 0, 0);
    // Off and Ok are the ordinary cases and stay in text colour; the rest asks for a look.
    const bool calm = m_state == State::Ok || m_state == State::Off;
    painter.setPen(color(calm ? Token::Text : stateTone(m_state)));
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
}

} // namespace keyswitch
