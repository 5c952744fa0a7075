// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/gatewayservice.h"
#include "ui/models/fetch.h"
#include "ui/models/steprun.h"
#include "ui/pages/page.h"

class QBoxLayout;
class QComboBox;
class QLineEdit;

namespace keyswitch
{

class Badge;
class Banner;
class Button;
class CodeBlock;
class PageBody;
class SelectableText;
class StepList;

// Who pays for this agent? Explains the mapping, then calls and streams through the whole path, step by step. GUI
// thread.
class MappingTestPage : public Page
{
    Q_OBJECT
public:
    explicit MappingTestPage(GatewayService &service);

    QString id() const override { return QStringLiteral("mapping"); }
    QString title() const override { return tr("Mapping test"); }
    QString iconName() const override { return QStringLiteral("route"); }
    void activated() override;
    void deactivated() override { m_active = false; }
    bool focusFilter() override;
    bool escape() override; // stops a run

    // Chosen as soon as it is known.
    void chooseAgent(const QString &externalId);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Kind { Explain, Call, Stream };

    QWidget *makeToolBar();
    QWidget *makeContent();
    QWidget *makeEmpty();
    void refresh();
    void showAgents(const Result<QList<AgentSummary>> &agents);
    const AgentSummary *agent() const;
    QString prompt() const;
    void run(Kind kind);
    void take(const CheckStep &step);
    void conclude(bool cancelled);
    void showRunning(bool running);
    void showCurl();

    GatewayService &m_service;
    Fetch<QList<AgentSummary>> m_fetch;
    QList<AgentSummary> m_agents;
    QList<CheckStep> m_steps;
    StepRun m_run;
    QString m_wanted;
    Kind m_kind = Kind::Explain;
    bool m_loaded = false;
    bool m_tested = false;
    bool m_active = false;

    QComboBox *m_agent;
    QLineEdit *m_prompt;
    QList<Button *> m_starts;
    Button *m_stop;
    PageBody *m_body;
    Banner *m_verdict;
    QBoxLayout *m_cards;
    Badge *m_passed;
    Badge *m_notPassed;
    Badge *m_answerState;
    StepList *m_list;
    SelectableText *m_answer;
    CodeBlock *m_curl;
};

} // namespace keyswitch
