// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/presenters/requestwords.h"

namespace keyswitch
{

State RequestWords::mark(RequestState state)
{
    switch (state) {
    case RequestState::Waiting:
    case RequestState::Streaming:
        return State::Running;
    case RequestState::Ok:
        return State::Ok;
    case RequestState::ClientLeft:
        return State::Off;
    case RequestState::Refused:
        return State::Warn;
    case RequestState::UpstreamCut:
    case RequestState::Error:
        return State::Error;
    }
    Q_UNREACHABLE();
}

Token RequestWords::tone(RequestState state)
{
    switch (state) {
    case RequestState::Waiting:
    case RequestState::Streaming:
        return Token::Info;
    case RequestState::Ok:
    case RequestState::ClientLeft:
        return Token::Muted;
    case RequestState::Refused:
        return Token::Warn;
    case RequestState::UpstreamCut:
    case RequestState::Error:
        return Token::Danger;
    }
    Q_UNREACHABLE();
}

QString RequestWords::word(const LiveRow &live)
{
    const RequestRow &row = live.row;
    switch (requestState(live)) {
    case RequestState::Waiting:
        return tr("waiting");
    case RequestState::Streaming:
        return tr("streaming");
    case RequestState::Ok:
        return QString::number(row.status);
    case RequestState::ClientLeft:
        return tr("client left");
    case RequestState::UpstreamCut:
        return tr("upstream cut");
    case RequestState::Refused:
        return tr("%1 refused", "HTTP status").arg(row.status);
    case RequestState::Error:
        return row.outcome == Outcome::UpstreamError ? tr("%1 upstream", "HTTP status").arg(row.status)
                                                     : tr("%1 no answer", "HTTP status").arg(row.status);
    }
    Q_UNREACHABLE();
}

QString RequestWords::sentence(const LiveRow &live)
{
    const RequestRow &row = live.row;
    switch (requestState(live)) {
    case RequestState::Waiting:
        return tr("The upstream has not answered yet.");
    case RequestState::Streaming:
        return tr("The answer is on its way.");
    case RequestState::Ok:
        return tr("Answered with status %1.").arg(row.status);
    case RequestState::ClientLeft:
        return tr("The client left before the end; the upstream was told to stop. Tokens and cost are what was seen.");
    case RequestState::UpstreamCut:
        return tr("The upstream broke off after its answer had begun. The client was told so.");
    case RequestState::Refused:
        return tr("Keyswitch refused it with status %1. Nothing was sent on and nothing was billed.").arg(row.status);
    case RequestState::Error:
        return row.outcome == Outcome::UpstreamError
            ? tr("The upstream answered with an error, passed on with status %1.").arg(row.status)
            : tr("The upstream gave no answer; the client got status %1.").arg(row.status);
    }
    Q_UNREACHABLE();
}

QString RequestWords::kind(RequestKind kind, bool stream)
{
    QString word;
    switch (kind) {
    case RequestKind::Chat:
        word = tr("Chat");
        break;
    case RequestKind::Completion:
        word = tr("Completion");
        break;
    case RequestKind::Response:
        word = tr("Response");
        break;
    case RequestKind::Embedding:
        word = tr("Embedding");
        break;
    case RequestKind::Models:
        word = tr("List of models");
        break;
    case RequestKind::Other:
        word = tr("Other");
        break;
    }
    return stream ? tr("%1, streamed", "kind of request").arg(word) : word;
}

QString RequestWords::costOrigin(CostOrigin origin)
{
    switch (origin) {
    case CostOrigin::Unknown:
        return tr("no price was said");
    case CostOrigin::LiteLlmHeader:
    case CostOrigin::LiteLlmStream:
        return tr("as LiteLLM said");
    case CostOrigin::PriceList:
        return tr("by the price list");
    case CostOrigin::Estimated:
        return tr("estimated from what was seen");
    }
    Q_UNREACHABLE();
}

} // namespace keyswitch
