// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/refusal.h"

#include <QByteArrayView>

namespace keyswitch
{

// The parts of a request target (RFC 9112, section 3.2), as views into it; nothing is decoded.
struct RequestTarget {
    QByteArrayView path; // "/…" or "*"
    QByteArrayView query; // without '?'
    QByteArrayView authority; // of the absolute form only; replaces Host (section 3.2.2)
    bool absolute = false;
};

// origin-form and absolute-form for all methods, asterisk-form for OPTIONS. Refused: authority-form (CONNECT is not
// spoken), fragments, bytes that RFC 3986 does not allow, broken percent-encoding and %00.
Refusal splitTarget(QByteArrayView target, bool isOptions, RequestTarget *out);

// uri-host [":" port], without user information. An empty one is the caller's decision.
Refusal checkHost(QByteArrayView host);

} // namespace keyswitch
