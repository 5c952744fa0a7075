// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keyswitch::bench
{

// What the tools need of a request's or an answer's head (RFC 9112). Views into the text it was read from.
struct MessageHead {
    std::string_view firstLine;
    std::optional<size_t> contentLength;
    bool chunked = false;
    bool closes = false; // Connection: close
    std::string_view authorization;
    std::string_view contentType;

    int status() const; // of an answer; 0: the line is not one of HTTP/1.1
};

// Length of the head with its empty line, when `text` holds it whole.
std::optional<size_t> headLength(std::string_view text);

// `head` as headLength() measured it. Nothing when a line or a length is malformed, or the body's framing is told
// twice.
std::optional<MessageHead> readHead(std::string_view head);

} // namespace keyswitch::bench
