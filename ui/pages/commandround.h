// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/fetch.h"

#include <QList>

#include <functional>
#include <memory>
#include <optional>

namespace keyswitch
{

// Several commands of one kind that are sent together and told about once, when the last has been answered. Lives until
// then; an owner that dies first is never called.
template <typename T> class CommandRound : public std::enable_shared_from_this<CommandRound<T>>
{
public:
    using Conclusion = std::function<void(const QList<T> &, const std::optional<Problem> &)>;

    static std::shared_ptr<CommandRound> begin() { return std::make_shared<CommandRound>(); }

    void add(QObject *owner, const QFuture<Result<T>> &future)
    {
        ++m_open;
        whenAnswered<T>(owner, future, [self = this->shared_from_this()](const Result<T> &answer) {
            if (answer)
                self->m_done.append(*answer);
            else
                self->m_problem = answer.error();
            self->close();
        });
    }

    // After all are added.
    void conclude(Conclusion conclusion)
    {
        m_conclusion = std::move(conclusion);
        if (m_open == 0)
            m_conclusion(m_done, m_problem);
    }

private:
    void close()
    {
        if (--m_open == 0)
            m_conclusion(m_done, m_problem);
    }
    int m_open = 0;
    QList<T> m_done;
    std::optional<Problem> m_problem;
    Conclusion m_conclusion;
};

// Commands that answer nothing but that they were done.
template <> class CommandRound<void> : public std::enable_shared_from_this<CommandRound<void>>
{
public:
    using Conclusion = std::function<void(const std::optional<Problem> &)>;

    static std::shared_ptr<CommandRound> begin() { return std::make_shared<CommandRound>(); }

    template <typename Then> void add(QObject *owner, const QFuture<Done> &future, Then then)
    {
        ++m_open;
        whenAnswered<void>(owner, future, [self = shared_from_this(), then = std::move(then)](const Done &answer) {
            if (answer)
                then();
            else
                self->m_problem = answer.error();
            if (--self->m_open == 0)
                self->m_conclusion(self->m_problem);
        });
    }

    void conclude(Conclusion conclusion)
    {
        m_conclusion = std::move(conclusion);
        if (m_open == 0)
            m_conclusion(m_problem);
    }

private:
    int m_open = 0;
    std::optional<Problem> m_problem;
    Conclusion m_conclusion;
};

} // namespace keyswitch
