// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace keyswitch
{

// What is known to be wrong with a release, from its advisories: 1.82.7 and 1.82.8 on PyPI were malware
// (BerriAI/litellm#24512, MAL-2026-2144); below 1.84.0 there are holes that need no key (CVE-2026-42208 SQL injection,
// CVE-2026-42271 command execution, CVE-2026-49468 bypass by Host).
enum class LiteLlmAdvice : quint8 { Fine, Unknown, Vulnerable, Malware };

LiteLlmAdvice adviceFor(QStringView version); // "1.100.5", "1.84.0rc1"; Unknown when it is no version

} // namespace keyswitch
