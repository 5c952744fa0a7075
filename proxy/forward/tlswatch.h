// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <curl/curl.h>

#include <memory>

namespace keyswitch
{

// What OpenSSL knows of a connection of curl's, and curl does not tell. In the engine's thread, within curl's
// callbacks.
class TlsWatch
{
public:
    // From CURLOPT_SSL_CTX_FUNCTION: sets what curl leaves open. `certificateWanted` becomes true when the upstream
    // asks for a certificate and there is none that fits; it is touched while this connection is made, never later.
    static void prepare(void *sslContext, bool *certificateWanted);

    // While an exchange is on its connection: turns true with the upstream's close_notify. curl 7.88 to 8.14 take any
    // end of the connection for a good one. Null: no TLS.
    static std::shared_ptr<const bool> goodbyeOf(CURL *easy);
};

} // namespace keyswitch
