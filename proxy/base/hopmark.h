// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace keyswitch
{

// This process in a Via field (RFC 9110, section 7.6.3): "keyswitch-" and a random number. A gateway has to name
// itself there, and a request that comes in with our own mark has gone round in a circle. Any thread.
const QByteArray &hopMark();

// `via` is the value of one such field, or several joined by commas.
inline bool isFromUs(QByteArrayView via)
{
    return via.contains(hopMark());
}

} // namespace keyswitch
