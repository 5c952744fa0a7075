// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/wire/messagehead.h"

#include <charconv>
#include <strings.h>

namespace keyswitch::bench
{

static bool isName(std::string_view name, std::string_view known)
{
    return name.size() == known.size() && strncasecmp(name.data(), known.data(), known.size()) == 0;
}

static std::string_view trimmed(std::string_view value)
{
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
        value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t'))
        value.remove_suffix(1);
    return value;
}

static bool takeField(MessageHead &head, std::string_view name, std::string_view value)
{
    if (isName(name, "content-length")) {
        size_t length = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
        if (error != std::errc() || end != value.data() + value.size() || head.contentLength || head.chunked)
            return false;
        head.contentLength = length;
    } else if (isName(name, "transfer-encoding")) {
        if (!isName(value, "chunked") || head.chunked || head.contentLength)
            return false;
        head.chunked = true;
    } else if (isName(name, "connection")) {
        head.closes = head.closes || isName(value, "close");
    } else if (isName(name, "authorization")) {
        head.authorization = value;
    } else if (isName(name, "content-type")) {
        head.contentType = value;
    }
    return true;
}

int MessageHead::status() const
{
    int status = 0;
    if (!firstLine.starts_with("HTTP/1.1 ") || firstLine.size() < 12)
        return 0;
    const auto [end, error] = std::from_chars(firstLine.data() + 9, firstLine.data() + 12, status);
    return error == std::errc() && end == firstLine.data() + 12 ? status : 0;
}

std::optional<size_t> headLength(std::string_view text)
{
    const size_t end = text.find("\r\n\r\n");
    return end == std::string_view::npos ? std::nullopt : std::optional(end + 4);
}

std::optional<MessageHead> readHead(std::string_view text)
{
    MessageHead head;
    size_t from = text.find("\r\n");
    head.firstLine = text.substr(0, from);
    for (from += 2; from + 2 < text.size();) {
        const size_t end = text.find("\r\n", from);
        const std::string_view line = text.substr(from, end - from);
        const size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0
            || !takeField(head, line.substr(0, colon), trimmed(line.substr(colon + 1))))
            return std::nullopt;
        from = end + 2;
    }
    return head;
}

} // namespace keyswitch::bench
