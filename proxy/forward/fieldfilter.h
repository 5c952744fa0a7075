// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace keyswitch
{

// Which of a client's header fields may go on to LiteLLM. The name is in lower case, as the accept room makes it.
enum class FieldFate {
    PassOn,
    Drop,
    TraceParent, // goes on when it is well formed
    TraceState, // goes on along with a traceparent
};

// Dropped: whatever LiteLLM takes for a key (its SpecialHeaders: authorization, api-key, x-api-key, x-goog-api-key,
// ocp-apim-subscription-key, x-litellm-api-key) or for an instruction (x-litellm-*, litellm-*), what tells of the
// client (cookies, forwarded, x-forwarded-*, x-real-ip), what we set ourselves, what is only between two hops (RFC
// 9110, section 7.6.1), and names with anything but letters, digits and hyphens: nginx ignores them, and CGI's rules
// (RFC 3875, section 4.1.18) make "content_length" and "content-length" one.
FieldFate fateOfField(QByteArrayView lowerCaseName);

// W3C Trace Context, level 1, section 3.2: version 00 only.
bool isTraceParent(QByteArrayView value);

} // namespace keyswitch
