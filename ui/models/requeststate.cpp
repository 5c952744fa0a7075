// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/requeststate.h"

namespace keyswitch
{

RequestState requestState(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Ok:
        return RequestState::Ok;
    case Outcome::Refused:
        return RequestState::Refused;
    case Outcome::UpstreamError:
    case Outcome::UpstreamFailed:
        return RequestState::Error;
    case Outcome::UpstreamCut:
        return RequestState::UpstreamCut;
    case Outcome::ClientCancelled:
        return RequestState::ClientLeft;
    }
    Q_UNREACHABLE();
}

RequestState requestState(const LiveRow &row)
{
    switch (row.phase) {
    case LiveRow::Phase::Waiting:
        return RequestState::Waiting;
    case LiveRow::Phase::Streaming:
        return RequestState::Streaming;
    case LiveRow::Phase::Ended:
        return requestState(row.row.outcome);
    }
    Q_UNREACHABLE();
}

bool isRunning(RequestState state)
{
    return state == RequestState::Waiting || state == RequestState::Streaming;
}

bool isFailure(RequestState state)
{
    return state == RequestState::UpstreamCut || state == RequestState::Error;
}

QLatin1String filterWord(RequestState state)
{
    switch (state) {
    case RequestState::Waiting:
    case RequestState::Streaming:
        return QLatin1String("running");
    case RequestState::Ok:
        return QLatin1String("ok");
    case RequestState::ClientLeft:
        return QLatin1String("left");
    case RequestState::UpstreamCut:
        return QLatin1String("cut");
    case RequestState::Refused:
        return QLatin1String("refused");
    case RequestState::Error:
        return QLatin1String("error");
    }
    Q_UNREACHABLE();
}

} // namespace keyswitch
