// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"

#include <QPromise>

#include <functional>
#include <memory>
#include <utility>

namespace keyswitch
{

// One piece of long work told as a step: how far it is, then how it ended. Used by the thread that does the work.
class StepWork
{
public:
    StepWork(std::shared_ptr<QPromise<CheckStep>> promise, const QString &id, const QString &title)
        : m_promise(std::move(promise))
    {
        m_step.id = id;
        m_step.title = title;
        m_promise->addResult(m_step);
    }

    // False: broken off. Says something only when it is a percent further.
    bool goesOn(int percent)
    {
        if (std::exchange(m_percent, percent) != percent) {
            m_step.detail = QStringLiteral("%1 %").arg(percent);
            m_promise->addResult(m_step);
        }
        return !m_promise->isCanceled();
    }
    void told(CheckStep::Verdict verdict, const QString &detail, const QString &remedy = {})
    {
        m_step.verdict = verdict;
        m_step.detail = detail;
        m_step.remedy = remedy;
        m_promise->addResult(m_step);
    }
    void failed(const Problem &problem)
    {
        told(CheckStep::Verdict::Failed,
             problem.detail.isEmpty() ? problem.title : problem.title + QStringLiteral(": ") + problem.detail,
             problem.remedy);
    }

private:
    std::shared_ptr<QPromise<CheckStep>> m_promise;
    CheckStep m_step;
    int m_percent = -1;
};

} // namespace keyswitch
