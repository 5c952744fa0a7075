// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestdetails.h"

#include "ui/presenters/requestwords.h"
#include "ui/presenters/trafficpresenter.h"
#include "ui/presenters/wording.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/keyvaluelist.h"
#include "ui/widgets/label.h"
#include "ui/widgets/statelabel.h"

#include <QBoxLayout>

namespace keyswitch
{

namespace
{

// Rows without a value are left out: ids that were never made.
QList<KeyValue> present(std::initializer_list<KeyValue> rows)
{
    QList<KeyValue> shown;
    for (const KeyValue &row : rows) {
        if (!row.value.isEmpty())
            shown.append(row);
    }
    return shown;
}

} // namespace

RequestDetails::RequestDetails(QWidget *parent)
    : DetailPane(parent)
    , m_sentence(new Label({}, TextStyle::Body, Token::Muted))
    , m_who(new KeyValueList)
    , m_times(new KeyValueList)
    , m_usage(new KeyValueList)
    , m_ids(new KeyValueList)
{
    m_sentence->setWrapped();
    body()->addWidget(m_sentence);
    body()->addWidget(m_who);
    const auto section = [this](const QString &name, QWidget *rows) {
        body()->addWidget(new Separator);
        body()->addWidget(new Label(name, TextStyle::Strong));
        body()->addWidget(rows);
    };
    section(tr("Time"), m_times);
    section(tr("Tokens and cost"), m_usage);
    section(tr("Ids"), m_ids);
}

void RequestDetails::setRequest(const LiveRow &live)
{
    const RequestRow &row = live.row;
    const bool running = isRunning(requestState(live));
    const QString agent = TrafficPresenter::agent(row);
    title()->setText(row.model.isEmpty() ? agent : tr("%1 → %2", "agent, model").arg(agent, row.model));
    subtitle()->setText(row.requestId);
    state()->setState(RequestWords::mark(requestState(live)), RequestWords::word(live));
    m_sentence->setText(RequestWords::sentence(live));
    m_who->setRows(present({
        {tr("User"), row.userName.isEmpty() ? tr("not known") : row.userName},
        {tr("Agent"), row.agentExternalId, true, true},
        {tr("Kind"), RequestWords::kind(row.kind, row.stream)},
        {tr("Failure"), row.failureCode, true, false, RequestWords::tone(requestState(live))},
    }));
    const std::chrono::microseconds took = TrafficPresenter::took(live, QDateTime::currentDateTimeUtc());
    m_times->setRows(present({
        {tr("Began"), Wording::moment(row.startedAt)},
        {tr("First byte"),
         row.ttft      ? Wording::duration(*row.ttft)
             : running ? tr("not yet")
                       : Wording::none()},
        {tr("After it"), row.ttft ? Wording::duration(took - *row.ttft) : QString()},
        {running ? tr("So far") : tr("In all"), Wording::duration(took)},
    }));
    const TokenUsage &tokens = row.tokens;
    const auto count = [&](std::optional<Tokens> value) { return Wording::tokens(value, tokens.estimated); };
    const bool spent = requestState(live) != RequestState::Refused && (!running || row.cost.amount);
    m_usage->setRows(present({
        {tr("In"), count(tokens.prompt)},
        {tr("of these cached"), tokens.cached ? count(tokens.cached) : QString()},
        {tr("Out"), count(tokens.completion)},
        {tr("of these reasoning"), tokens.reasoning ? count(tokens.reasoning) : QString()},
        {tr("Cost"),
         !spent ? Wording::none()
                : tr("%1, %2", "cost, where it comes from")
                      .arg(Wording::cost(row.cost), RequestWords::costOrigin(row.cost.origin))},
        {tr("Sent"), Wording::bytes(row.requestBytes)},
        {tr("Received"), Wording::bytes(row.responseBytes)},
    }));
    m_ids->setRows(present({
        {tr("Request"), row.requestId, true, true},
        {tr("LiteLLM call"), row.callId, true, true},
        {tr("Answer"), row.upstreamId, true, true},
    }));
}

} // namespace keyswitch
