// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/models/requeststate.h"
#include "ui/theme/state.h"
#include "ui/theme/tokens.h"

#include <QCoreApplication>

namespace keyswitch
{

// How a request is told apart from others: shape, word and colour, none of them alone.
class RequestWords
{
    Q_DECLARE_TR_FUNCTIONS(keyswitch::RequestWords)
public:
    static State mark(RequestState state);
    static Token tone(RequestState state);
    // "200", "streaming", "client left", "429 refused", "502 no answer".
    static QString word(const LiveRow &row);
    // One sentence for the detail pane: who ended it, and why.
    static QString sentence(const LiveRow &row);
    static QString kind(RequestKind kind, bool stream);
    static QString costOrigin(CostOrigin origin);
};

} // namespace keyswitch
