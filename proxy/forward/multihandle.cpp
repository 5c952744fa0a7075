// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/multihandle.h"

#include <mutex>

namespace keyswitch
{

namespace
{

CURLM *makeMulti()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_ALL); }); // older curl: not thread-safe
    return curl_multi_init();
}

} // namespace

MultiHandle::MultiHandle(void *owner, curl_socket_callback onSocket, curl_multi_timer_callback onTimer)
    : m_multi(makeMulti())
    , m_share(curl_share_init())
{
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, owner);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, owner);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, long(CURLPIPE_NOTHING));
    // Before curl 8.12 TLS sessions are kept per easy handle. One thread, so no locks.
    curl_share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

MultiHandle::~MultiHandle()
{
    curl_multi_cleanup(m_multi);
    curl_share_cleanup(m_share);
}

void MultiHandle::setLimits(const EngineConfig &config)
{
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, long(config.maxIdle));
    // In use and idle together; an idle one to another host gives way.
    curl_multi_setopt(m_multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, long(config.maxActive));
}

} // namespace keyswitch
