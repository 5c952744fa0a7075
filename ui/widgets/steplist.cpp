// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/steplist.h"

#include "ui/widgets/steprow.h"

#include <QVBoxLayout>

namespace keyswitch
{

QString Step::plainText() const
{
    QString mark;
    switch (state) {
    case State::Ok:
        mark = StepList::tr("well");
        break;
    case State::Off:
        mark = StepList::tr("not reached");
        break;
    case State::Warn:
        mark = StepList::tr("needs a look");
        break;
    case State::Error:
        mark = StepList::tr("failed");
        break;
    case State::Running:
        mark = StepList::tr("running");
        break;
    }
    QString text = QStringLiteral("[%1] ").arg(mark) + title;
    if (!sentence.isEmpty())
        text += QStringLiteral(": ") + sentence;
    if (!url.isEmpty())
        text += QStringLiteral(" (") + url + QLatin1Char(')');
    if (!time.isEmpty())
        text += QStringLiteral(", ") + time;
    return text;
}

StepList::StepList(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
}

void StepList::setSteps(const QList<Step> &steps)
{
    clear();
    for (const Step &step : steps)
        setStep(step);
}

void StepList::setStep(const Step &step)
{
    for (StepRow *row : std::as_const(m_rows)) {
        if (!step.id.isEmpty() && row->step().id == step.id)
            return row->setStep(step);
    }
    if (!m_rows.isEmpty())
        m_rows.last()->setLast(false);
    auto *row = new StepRow;
    row->setStep(step);
    m_rows << row;
    m_column->addWidget(row);
}

void StepList::clear()
{
    qDeleteAll(m_rows);
    m_rows.clear();
}

QList<Step> StepList::steps() const
{
    QList<Step> steps;
    for (const StepRow *row : m_rows)
        steps << row->step();
    return steps;
}

} // namespace keyswitch
