// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/accept/turnedaway.h"

#include "proxy/accept/clientchannel.h"
#include "proxy/accept/lingeringclose.h"
#include "proxy/accept/outbuffer.h"
#include "proxy/base/coarseclock.h"

#include <sys/socket.h>
#include <unistd.h>

namespace keyswitch
{

namespace
{

constexpr std::chrono::milliseconds Patience{1000};

} // namespace

class TurnedAway::Client final : private ClientChannel::Listener
{
public:
    Client(TurnedAway *owner, int descriptor)
        : m_owner(owner)
        , m_channel(descriptor, owner->m_poller, this)
        , m_deadline(coarseNow() + Patience)
    {
    }
    bool tell(QByteArrayView answer) // true: it is done with
    {
        m_out.tail()->append(answer);
        return advance();
    }
    bool missed(LingeringClose::Time now) const { return now >= m_deadline; }

private:
    bool advance() { return m_lingering.advance(m_channel, m_out, Patience); }
    void channelChanged() override
    {
        if (advance())
            m_owner->m_clients.remove_if([this](const Client &client) { return &client == this; }); // *this is gone
    }

    TurnedAway *m_owner;
    ClientChannel m_channel;
    OutBuffer m_out;
    LingeringClose m_lingering;
    LingeringClose::Time m_deadline;
};

TurnedAway::TurnedAway(std::shared_ptr<EdgePoller> poller)
    : m_poller(std::move(poller))
{
}

TurnedAway::~TurnedAway() = default;

void TurnedAway::add(int descriptor, QByteArrayView answer)
{
    if (m_clients.size() >= Most)
        return tellAndClose(descriptor, answer);
    m_clients.emplace_back(this, descriptor);
    if (m_clients.back().tell(answer))
        m_clients.pop_back();
}

void TurnedAway::tellAndClose(int descriptor, QByteArrayView answer)
{
    (void)!::send(descriptor, answer.data(), size_t(answer.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(descriptor, SHUT_WR);
    (void)!::recv(descriptor, nullptr, 1024 * 1024, MSG_TRUNC | MSG_DONTWAIT);
    ::close(descriptor);
}

void TurnedAway::sweep(LingeringClose::Time now)
{
    m_clients.remove_if([now](const Client &client) { return client.missed(now); });
}

} // namespace keyswitch
