// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/flows/house.h"

namespace keyswitch::test
{

// All answers on one connection, in order; 1xx are answers without a body. The last one is not `whole` when the bytes
// do not end where an answer does.
QList<Answer> answersIn(QByteArray bytes, bool firstIsToHead = false);

// What every answer of ours has to have, whatever it says (RFC 9110, 6.6.1 and 8.6; RFC 9112, 6.1). Empty, or what is
// wrong.
QByteArray faultOf(const Answer &answer);

} // namespace keyswitch::test
