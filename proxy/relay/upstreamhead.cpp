// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/upstreamhead.h"

#include "proxy/base/requesthead.h"
#include "proxy/base/upstreamattributes.h"

#include <QNetworkReply>

namespace keyswitch
{

namespace
{

bool mayPass(QByteArrayView name)
{
    const auto is = [name](QByteArrayView known) { return equalsIgnoringCase(name, known); };
    const auto startsWith = [name](QByteArrayView prefix) {
        return name.size() > prefix.size() && equalsIgnoringCase(name.first(prefix.size()), prefix);
    };
    switch (name.front() | 0x20) {
    case 'c':
        return is("content-type") || is("content-encoding") || is("content-language") || is("content-disposition")
            || is("cache-control");
    case 'o':
        return is("openai-processing-ms") || is("openai-version");
    case 'r':
        return is("retry-after") || startsWith("ratelimit");
    case 'v':
        return is("vary");
    case 'x':
        return startsWith("x-ratelimit-") || is("x-accel-buffering");
    default:
        return false;
    }
}

} // namespace

void UpstreamHead::take(QByteArrayView name, QByteArrayView value)
{
    switch (name.size()) {
    case 12:
        if (equalsIgnoringCase(name, "content-type")) {
            const qsizetype end = value.indexOf(';');
            contentType = (end < 0 ? value : value.first(end)).trimmed().toByteArray().toLower();
        }
        break;
    case 14:
        if (equalsIgnoringCase(name, "content-length")) {
            bool ok = false;
            const qint64 length = value.toByteArray().toLongLong(&ok);
            if (ok && length >= 0)
                contentLength = length;
            return;
        }
        break;
    case 16:
        if (equalsIgnoringCase(name, "content-encoding")) {
            contentEncoding = value.toByteArray().toLower();
            if (status >= 400)
                return; // an error's body goes on decoded
        }
        break;
    case 23:
        if (equalsIgnoringCase(name, "x-litellm-response-cost"))
            cost = value.toByteArray();
        break;
    default:
        break;
    }
    if (!name.isEmpty() && mayPass(name))
        fields.append(name).append(": ").append(value).append("\r\n");
}

UpstreamHead UpstreamHead::parse(int status, QByteArrayView block)
{
    UpstreamHead head;
    head.status = status;
    head.fields.reserve(512);
    RequestHead::eachField(block, [&](QByteArrayView name, QByteArrayView value) { head.take(name, value); });
    return head;
}

UpstreamHead UpstreamHead::of(const QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QVariant block = reply.attribute(upstream::HeaderBlock);
    if (block.isValid())
        return parse(status, block.toByteArray());
    // The stock engine: equal names are joined with ", " or, for Set-Cookie (which does not pass anyway), a line feed.
    UpstreamHead head;
    head.status = status;
    for (const QNetworkReply::RawHeaderPair &field : reply.rawHeaderPairs())
        head.take(field.first, field.second);
    return head;
}

} // namespace keyswitch
