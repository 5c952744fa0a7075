// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pagebody.h"

#include "ui/presenters/wording.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/errorstate.h"
#include "ui/widgets/loadingskeleton.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace keyswitch
{

PageBody::PageBody(QWidget *content, QWidget *empty, QWidget *parent)
    : QWidget(parent)
    , m_stale(new Banner)
    , m_staleBox(new QWidget)
    , m_stack(new QStackedWidget)
    , m_nothing(new EmptyState(QStringLiteral("search"), {}, {}))
    , m_error(new ErrorState)
{
    // In the order of Face.
    m_stack->addWidget(new LoadingSkeleton);
    m_stack->addWidget(content);
    m_stack->addWidget(empty);
    m_stack->addWidget(m_nothing);
    m_stack->addWidget(m_error);

    auto *staleRow = new QVBoxLayout(m_staleBox);
    staleRow->setContentsMargins(metrics::pageMargin, metrics::space2, metrics::pageMargin, metrics::space2);
    staleRow->addWidget(m_stale);
    m_staleBox->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_staleBox);
    column->addWidget(m_stack, 1);

    Button *clear = m_nothing->setPrimaryAction(tr("Clear the filter"), QStringLiteral("x"));
    connect(clear, &QAbstractButton::clicked, this, &PageBody::clearFilterRequested);
    connect(m_error, &ErrorState::retryRequested, this, &PageBody::retryRequested);
    Button *retry = m_stale->addAction(tr("Try again"), QStringLiteral("refresh-cw"));
    connect(retry, &QAbstractButton::clicked, this, &PageBody::retryRequested);
}

void PageBody::show(Face face)
{
    m_face = face;
    if (face != Face::Failed)
        m_error->setRetryIn(std::chrono::seconds(0));
    m_stack->setCurrentIndex(int(face));
}

void PageBody::showNothingFound(const QString &filter, const QString &why)
{
    m_nothing->setWords(filter.isEmpty() ? tr("Nothing matches") : tr("Nothing matches “%1”").arg(filter), why);
    show(Face::NothingFound);
}

void PageBody::showProblem(const Problem &problem, const QString &whatStillWorks)
{
    clearStale();
    m_error->setProblem(problem, whatStillWorks);
    m_error->setRetryIn(std::chrono::seconds(10));
    show(Face::Failed);
}

void PageBody::showStale(const Problem &problem, const QDateTime &asOf)
{
    m_stale->setMessage(State::Warn, problem.title, tr("What you see is as of %1.").arg(Wording::clock(asOf)));
    m_staleBox->show();
}

void PageBody::clearStale()
{
    m_staleBox->hide();
}

} // namespace keyswitch
