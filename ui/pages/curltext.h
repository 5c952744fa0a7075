// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace keyswitch
{

// A call of an agent's endpoint to paste into a POSIX shell. The key is a variable of that shell: no key is ever known
// here.
struct CurlCall {
    QString endpoint; // as Letta is given it
    QString model; // empty: the agent's default
    QString prompt;
    bool stream = false;
};
QString curlText(const CurlCall &call);

// Quoted for a POSIX shell where it has to be.
QString shellWord(const QString &text);

} // namespace keyswitch
