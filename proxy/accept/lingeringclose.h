// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace keyswitch
{

class ClientChannel;
class OutBuffer;

// Lingering close (RFC 9112, 9.6): FIN, then the client's remaining bytes are swallowed, so that no reset destroys the
// answer before the client has read it. In the channel's thread.
class LingeringClose
{
public:
    using Time = std::chrono::steady_clock::time_point;

    // Goes on as far as it can; true: the connection may be closed now. `allowed`: how long the client may still send
    // once all that is due to it is with the kernel.
    bool advance(ClientChannel &channel, OutBuffer &out, std::chrono::milliseconds allowed);
    bool missed(Time now) const { return now >= m_deadline; }

private:
    Time m_deadline = Time::max(); // once FIN is sent
};

} // namespace keyswitch
