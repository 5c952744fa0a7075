// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QNetworkReply;

namespace keyswitch
{

// Takes over a reply whose answer is whole but for the end of its framing, and whose client has left with all it
// wanted: reads it to its end, so that the connection can be used again, then deletes it. A few bytes and a short time
// only; beyond, it is cut. Thread of the reply.
void readToItsEnd(QNetworkReply *reply);

} // namespace keyswitch
