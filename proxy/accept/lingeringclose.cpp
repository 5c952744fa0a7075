// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/lingeringclose.h"

#include "proxy/accept/clientchannel.h"
#include "proxy/accept/outbuffer.h"
#include "proxy/base/coarseclock.h"

namespace keyswitch
{

bool LingeringClose::advance(ClientChannel &channel, OutBuffer &out, std::chrono::milliseconds allowed)
{
    if (out.pending() > 0 && channel.writable())
        out.send(channel);
    channel.discard();
    if (channel.broken())
        return true;
    if (out.pending() > 0)
        return false;
    if (m_deadline == Time::max()) {
        m_deadline = coarseNow() + allowed;
        channel.finish();
    }
    return channel.atEnd();
}

} // namespace keyswitch
