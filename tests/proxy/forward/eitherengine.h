// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/upstreamaccessmanager.h"

#include <QtGlobal>

namespace keyswitch::test
{

// The same tests run over both engines: with KEYSWITCH_TEST_TRANSPORT=curl libcurl carries plain exchanges too.
class EitherEngine final : public UpstreamAccessManager
{
public:
    EitherEngine() { setCurlOnly(qgetenv("KEYSWITCH_TEST_TRANSPORT") == "curl"); }
};

} // namespace keyswitch::test
