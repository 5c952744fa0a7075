// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace keyswitch::fuzz
{

// Reads `input` as pipelined requests and aborts the program, with a word on what for, unless
// - however the bytes are cut, the same requests are taken, to the byte, and the same one is the first refused;
// - the second parser finds each request that we take to be the same, with the same end: we may be stricter, never
// laxer;
// - nothing grows beyond its limit.
// `cut` chooses the pieces.
void requireAgreement(QByteArrayView input, unsigned cut);

} // namespace keyswitch::fuzz
