// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/money.h"
#include "proxy/base/tokenusage.h"
#include "proxy/relay/bodyend.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace keyswitch
{

struct UsageReport;

// Reads from an answer that passes by what it cost: tokens, cost, the answer's id, an error told in the stream.
// Chat, completions, embeddings and the Responses API. It never changes or delays a byte, and an ordinary chunk of a
// stream is only scanned for its keys, not parsed. For one answer, in one thread. An answer with a content-encoding
// has to be decoded for it.
//
// What is not a whole number from 0 to 2^53 is as if it was not there; of several figures the last valid one counts.
class UsageSniffer
{
public:
    static constexpr qsizetype LargestBody = 256 * 1024; // that is kept, for each answer under way

    enum class Verdict : quint8 {
        Ordinary,
        // Says the usage and nothing else: to be hidden from a client that did not ask for it. OpenAI's has no
        // choices, LiteLLM's has one with an empty delta (BerriAI/litellm#28735). One that carries content, a tool
        // call, a role or a finish reason besides is Ordinary.
        UsageOnly,
        Done, // [DONE]
        Error, // an error in the stream: {"error":{…}}, or the Responses API's `error` and `response.failed`
    };

    // The data of one SSE event.
    Verdict event(QByteArrayView data);

    // A plain JSON body, in the pieces it comes in, then its end. Of one beyond LargestBody only the `id` with which it
    // begins and the `usage` among its last members (where all upstreams put it) are found.
    void plain(QByteArrayView piece);
    void plainEnd();

    TokenUsage usage() const; // what the upstream said; empty when it said nothing
    std::optional<NanoDollars> cost() const { return m_cost; } // usage.cost
    QByteArray answerId() const { return m_id; } // `id`, at most UsageReport::LongestText bytes
    QByteArray errorCode() const { return m_errorCode; }
    QByteArray errorMessage() const { return m_errorMessage; }
    bool sawError() const { return m_sawError; }
    bool sawDone() const { return m_sawDone; }
    bool gaveUp() const { return m_bodyTooLarge && !m_usage.isKnown(); } // no usage at the end of a large body
    // LiteLLM's own word against the key it was given. A 401 of the provider behind it has no type.
    bool refusesTheKey() const { return m_sawError && !m_errorType.isEmpty() && m_errorType != "None"; }

    // For a stream that ended early: what was seen of it, as completion tokens. The larger of one token a delta (what
    // most upstreams send) and one token per four characters begun (the usual rule for those that batch). Prompt
    // tokens stay unknown, and so does all when no content was seen.
    TokenUsage estimate() const;

private:
    bool scanKeys(QByteArrayView data);
    const char *countText(const char *at, const char *end);
    void noteFirstId(QByteArrayView begin);
    void take(const UsageReport &report);

    TokenUsage m_usage;
    std::optional<NanoDollars> m_cost;
    QByteArray m_id;
    QByteArray m_errorCode;
    QByteArray m_errorMessage;
    QByteArray m_errorType;
    qint64 m_deltas = 0;
    qint64 m_characters = 0;
    QByteArray m_beginning; // of the last chunk with content, up to that
    QByteArray m_body;
    BodyEnd m_bodyEnd; // of one that is too large
    bool m_bodyTooLarge = false;
    bool m_isResponsesApi = false;
    bool m_idSought = false;
    bool m_sawError = false;
    bool m_sawDone = false;
};

} // namespace keyswitch
