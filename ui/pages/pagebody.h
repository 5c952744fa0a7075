// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QDateTime>
#include <QWidget>

class QStackedWidget;

namespace keyswitch
{

class Banner;
class Button;
class EmptyState;
class ErrorState;

// The five faces of a page: data on its way, data, none yet, none that matches, and what went wrong. Data that is there
// stays when asking again fails: a line above it says from when it is.
class PageBody : public QWidget
{
    Q_OBJECT
public:
    enum class Face { Loading, Content, Empty, NothingFound, Failed };

    // Takes both. `empty` is usually an EmptyState.
    PageBody(QWidget *content, QWidget *empty, QWidget *parent = nullptr);

    Face face() const { return m_face; }
    void showLoading() { show(Face::Loading); }
    void showContent() { show(Face::Content); }
    void showEmpty() { show(Face::Empty); }
    void showNothingFound(const QString &filter, const QString &why);
    void showProblem(const Problem &problem, const QString &whatStillWorks);

    void showStale(const Problem &problem, const QDateTime &asOf);
    void clearStale();

Q_SIGNALS:
    void retryRequested();
    void clearFilterRequested();

private:
    void show(Face face);
    Face m_face = Face::Loading;
    Banner *m_stale;
    QWidget *m_staleBox;
    QStackedWidget *m_stack;
    EmptyState *m_nothing;
    ErrorState *m_error;
};

} // namespace keyswitch
