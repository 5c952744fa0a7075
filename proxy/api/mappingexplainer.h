// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/base/directorysnapshot.h"
#include "proxy/base/failure.h"

#include <optional>

namespace keyswitch
{

// Explains what would become of a call for an agent, without sending anything: the same look-ups as the path makes,
// told one by one. Never the key itself, only its fingerprint. Any thread.
struct MappingExplanation {
    QByteArray agentId; // as asked
    const AgentEntry *agent = nullptr; // into the directory
    const UserEntry *user = nullptr;
    QByteArray keyFingerprint; // empty: no key
    QByteArray model; // when a request names none; empty: it has to
    QByteArray upstream; // where a chat would go; "mock" for the built-in one
    std::optional<Failure> refusal; // why a call would be refused; nothing: it would go

    static MappingExplanation of(const QByteArray &agentId, const ConfigSnapshot &config,
                                 const DirectorySnapshot &directory);
    // The body of GET …/{agent_id}/test. `refusalBody`: the failure as the caller would get it, or empty.
    QByteArray toJson(const QByteArray &refusalBody) const;
};

} // namespace keyswitch
