// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/steprow.h"

#include "ui/theme/icons.h"
#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/label.h"
#include "ui/widgets/selectabletext.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace keyswitch
{

namespace
{

constexpr int discSide = 22;
constexpr int textStart = 34;
constexpr int rowTop = 5;

} // namespace

StepRow::StepRow(QWidget *parent)
    : QWidget(parent)
    , m_title(new Label({}, TextStyle::Medium))
    , m_time(new Label({}, TextStyle::SmallMedium, Token::Muted))
    , m_sentence(new SelectableText(TextStyle::Small, Token::Muted))
    , m_url(new SelectableText(TextStyle::MonoSmall, Token::Faint))
    , m_remedy(new Label({}, TextStyle::Small))
{
    m_time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_time->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_remedy->setWrapped();
    auto *line = new QHBoxLayout;
    line->setSpacing(metrics::space2);
    line->addWidget(m_title, 1);
    line->addWidget(m_time);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(textStart, rowTop + 1, 2, metrics::space2);
    column->setSpacing(2);
    column->addLayout(line);
    column->addWidget(m_sentence);
    column->addWidget(m_url);
    column->addWidget(m_remedy);
    column->addStretch();
    setMinimumHeight(metrics::stepRow);
}

void StepRow::setStep(const Step &step)
{
    m_step = step;
    const bool toCome = step.state == State::Off;
    const bool look = step.state == State::Warn || step.state == State::Error;
    m_title->setText(step.title);
    m_title->setTone(toCome ? Token::Muted : Token::Text);
    m_time->setText(step.time);
    m_time->setTone(look ? stateTone(step.state) : step.state == State::Running ? Token::Info : Token::Muted);
    m_time->setHidden(step.time.isEmpty());
    m_sentence->setText(step.sentence);
    m_sentence->setTone(step.state == State::Error ? Token::Danger : Token::Muted);
    m_sentence->setHidden(step.sentence.isEmpty());
    m_sentence->setAccessibleName(step.title);
    m_url->setText(step.url);
    m_url->setHidden(step.url.isEmpty());
    m_url->setAccessibleName(tr("Address"));
    m_remedy->setText(step.remedy);
    m_remedy->setHidden(step.remedy.isEmpty());
    setAccessibleName(step.plainText());
    update();
}

void StepRow::setLast(bool last)
{
    m_last = last;
    update();
}

void StepRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF disc(0, rowTop, discSide, discSide);
    if (!m_last) {
        painter.setPen(QPen(color(Token::Border), 1.5));
        painter.drawLine(QPointF(disc.center().x(), disc.bottom() + 3),
                         QPointF(disc.center().x(), height() + rowTop - 3));
    }
    const Token tone = stateTone(m_step.state);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(m_step.state == State::Off ? Token::Sunken : softGround(tone)));
    painter.drawEllipse(disc);
    if (m_step.state == State::Ok)
        drawIcon(&painter, QRect(4, rowTop + 4, 14, 14), QStringLiteral("check"), tone);
    else
        drawStateMark(&painter, disc, m_step.state);
}

} // namespace keyswitch
