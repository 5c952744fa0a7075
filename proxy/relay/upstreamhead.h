// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

class QNetworkReply;

namespace keyswitch
{

// The head of an upstream's answer, reduced to what a client may see and what we need to know. Fields pass by an
// allow-list: LiteLLM's own (x-litellm-*, llm_provider-*) tell the provider's address, and what we do not know might
// tell more. A value; any thread.
struct UpstreamHead {
    int status = 0;
    QByteArray fields; // "name: value\r\n" lines that go on to the client
    QByteArray contentType; // lower case, without parameters
    std::optional<qint64> contentLength;
    QByteArray contentEncoding; // empty or "identity": plain
    QByteArray cost; // x-litellm-response-cost, as text

    bool isEventStream() const { return contentType == "text/event-stream"; }
    bool isJson() const { return contentType == "application/json" || contentType.endsWith("+json"); }
    bool isPlain() const { return contentEncoding.isEmpty() || contentEncoding == "identity"; }

    // Reads the reply's status and fields, from the raw block where the engine gives one.
    static UpstreamHead of(const QNetworkReply &reply);
    static UpstreamHead parse(int status, QByteArrayView block);

private:
    void take(QByteArrayView name, QByteArrayView value);
};

} // namespace keyswitch
