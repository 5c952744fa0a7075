// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/litellm/litellmversion.h"

#include <QVersionNumber>

namespace keyswitch
{

LiteLlmAdvice adviceFor(QStringView version)
{
    if (version.startsWith(u'v'))
        version = version.sliced(1);
    const QVersionNumber number = QVersionNumber::fromString(version.toString());
    if (number.segmentCount() < 2)
        return LiteLlmAdvice::Unknown;
    if (number == QVersionNumber(1, 82, 7) || number == QVersionNumber(1, 82, 8))
        return LiteLlmAdvice::Malware;
    return number < QVersionNumber(1, 84, 0) ? LiteLlmAdvice::Vulnerable : LiteLlmAdvice::Fine;
}

} // namespace keyswitch
