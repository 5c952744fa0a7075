// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QWidget>

#include <chrono>

class QBoxLayout;
class QTimer;
class QVBoxLayout;

namespace keyswitch
{

class Button;
class IconView;
class Label;
class SelectableText;
class StepList;
struct Step;

// What does not work, in the user's words; what is known; what still works; what to do. Steps of a check show how far
// it got. At most three remedies, each with its button.
class ErrorState : public QWidget
{
    Q_OBJECT
public:
    explicit ErrorState(QWidget *parent = nullptr);

    // The words of the last problem stay until the next.
    void setProblem(const Problem &problem, const QString &whatStillWorks = {});
    void setIconName(const QString &name);
    void setSteps(const QList<Step> &steps);
    void clearRemedies();
    Button *addRemedy(const QString &sentence, const QString &buttonText, const QString &iconName = {});
    // "Show 214 agents as of 14:21".
    Button *setOldData(const QString &text);
    // Tries again by itself after this; zero stops it. The button counts down.
    void setRetryIn(std::chrono::seconds wait);
    // Everything there is to know, as text for a bug report. Never a secret: a Problem has none.
    QString details() const;

Q_SIGNALS:
    void retryRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void tick();
    void retry();
    void showCountdown();

    Problem m_problem;
    QString m_stillWorks;
    IconView *m_icon;
    Label *m_title;
    Label *m_stillWorksLabel;
    SelectableText *m_detail;
    SelectableText *m_url;
    Label *m_remedy;
    StepList *m_steps;
    QWidget *m_stepsBox;
    Label *m_helps;
    QBoxLayout *m_remedies;
    Button *m_retry;
    Label *m_countdown;
    Button *m_oldData;
    Button *m_copy;
    QTimer *m_timer;
    std::chrono::seconds m_left{0};
    int m_remedyCount = 0;
};

} // namespace keyswitch
