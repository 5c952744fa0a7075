// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/fieldfilter.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>

namespace keyswitch
{

namespace
{

// Names of one length, so that most fields are decided by a jump and two or three comparisons.
template <size_t Size> FieldFate dropIfOneOf(QByteArrayView name, std::initializer_list<const char (*)[Size]> dropped)
{
    for (const auto *candidate : dropped) {
        if (std::memcmp(name.data(), *candidate, Size - 1) == 0)
            return FieldFate::Drop;
    }
    return FieldFate::PassOn;
}

bool isPlainName(QByteArrayView name)
{
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool isLowerHex(QByteArrayView text)
{
    for (const char c : text) {
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

bool isAllZero(QByteArrayView text)
{
    for (const char c : text) {
        if (c != '0')
            return false;
    }
    return true;
}

FieldFate fateByWholeName(QByteArrayView name)
{
    switch (name.size()) {
    case 2:
        return dropIfOneOf(name, {&"te"});
    case 4:
        return dropIfOneOf(name, {&"host"});
    case 6:
        return dropIfOneOf(name, {&"cookie", &"expect"});
    case 7:
        return dropIfOneOf(name, {&"api-key", &"cookie2", &"trailer", &"upgrade", &"x-guard"});
    case 9:
        return dropIfOneOf(name, {&"x-api-key", &"x-real-ip", &"forwarded"});
    case 10:
        if (name == "tracestate")
            return FieldFate::TraceState;
        return dropIfOneOf(name, {&"connection", &"keep-alive"});
    case 11:
        return name == "traceparent" ? FieldFate::TraceParent : FieldFate::PassOn;
    case 12:
        return dropIfOneOf(name, {&"x-request-id"});
    case 13:
        return dropIfOneOf(name, {&"authorization"});
    case 14:
        return dropIfOneOf(name, {&"content-length", &"x-goog-api-key", &"http2-settings"});
    case 15:
        return dropIfOneOf(name, {&"accept-encoding"});
    case 17:
        return dropIfOneOf(name, {&"transfer-encoding"});
    case 25:
        return dropIfOneOf(name, {&"ocp-apim-subscription-key"});
    default:
        return FieldFate::PassOn;
    }
}

} // namespace

FieldFate fateOfField(QByteArrayView name)
{
    if (name.startsWith("x-litellm-") || name.startsWith("x-forwarded-") || name.startsWith("litellm-")
        || name.startsWith("proxy-") || !isPlainName(name))
        return FieldFate::Drop;
    return fateByWholeName(name);
}

bool isTraceParent(QByteArrayView value)
{
    // 00-<32 trace id>-<16 parent id>-<2 flags>
    if (value.size() != 55 || !value.startsWith("00-") || value[35] != '-' || value[52] != '-')
        return false;
    const QByteArrayView trace = value.sliced(3, 32);
    const QByteArrayView parent = value.sliced(36, 16);
    return isLowerHex(trace) && isLowerHex(parent) && isLowerHex(value.sliced(53, 2)) && !isAllZero(trace)
        && !isAllZero(parent);
}

} // namespace keyswitch
