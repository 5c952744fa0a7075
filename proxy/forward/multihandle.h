// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/engineconfig.h"

#include <curl/curl.h>

namespace keyswitch
{

// A libcurl multi handle with the share of its thread, set up and owned. Goes after all easy handles.
class MultiHandle
{
public:
    // `owner` is what the two callbacks get as their user pointer.
    MultiHandle(void *owner, curl_socket_callback onSocket, curl_multi_timer_callback onTimer);
    ~MultiHandle();
    MultiHandle(const MultiHandle &) = delete;
    MultiHandle &operator=(const MultiHandle &) = delete;

    CURLM *get() const { return m_multi; }
    CURLSH *share() const { return m_share; }
    void setLimits(const EngineConfig &config);
    // Tells curl about one socket, or with CURL_SOCKET_TIMEOUT about the time.
    void act(curl_socket_t socket, int events)
    {
        int running = 0;
        curl_multi_socket_action(m_multi, socket, events, &running);
    }

private:
    CURLM *m_multi;
    CURLSH *m_share;
};

} // namespace keyswitch
