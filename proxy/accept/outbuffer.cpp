// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/outbuffer.h"

#include "proxy/accept/clientchannel.h"
#include "proxy/base/coarseclock.h"

namespace keyswitch
{

namespace
{

constexpr qsizetype KeptCapacity = 64 * 1024;

} // namespace

void OutBuffer::send(ClientChannel &channel, QByteArrayView more)
{
    const qsizetype kept = pending();
    if (kept + more.size() == 0)
        return;
    const qsizetype sent = channel.send(QByteArrayView(m_bytes).sliced(m_sent), more);
    if (sent > 0)
        m_lastProgress = coarseNow();
    if (sent < kept) {
        m_sent += sent;
        if (m_sent > KeptCapacity) {
            m_bytes.remove(0, m_sent);
            m_sent = 0;
        }
        m_bytes.append(more);
        return;
    }
    m_bytes.resize(0);
    m_sent = 0;
    if (m_bytes.capacity() > KeptCapacity)
        m_bytes = QByteArray();
    m_bytes.append(more.sliced(sent - kept));
}

} // namespace keyswitch
