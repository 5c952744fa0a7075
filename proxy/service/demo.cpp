// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/demo.h"

namespace keyswitch::demo
{

QString curlExample(const QString &url)
{
    return QStringLiteral("curl -N %1/api/v1/llm-proxy/%2/chat/completions -H 'Authorization: Bearer %3' "
                          "-H 'Content-Type: application/json' "
                          R"(-d '{"model":"%4","stream":true,"messages":[{"role":"user","content":"Hello"}]}')")
        .arg(url, QLatin1String(AgentId), QLatin1String(GlobalKey), QLatin1String(Model));
}

} // namespace keyswitch::demo
