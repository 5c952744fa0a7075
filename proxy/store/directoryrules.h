// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/base/secret.h"

#include <QString>

namespace keyswitch::store
{

// What the directory takes. Names end up in log lines, CSV files and header values, hence no control characters; an
// external id stands in a URL's path as it is; a key goes into a header field. An empty Done means "may be stored".
Done checkEmail(const QString &email); // loosely: something@something, no spaces; at most 254 (RFC 5321, 4.5.3.1.3)
Done checkName(const QString &name); // 1 to 200 characters
Done checkModel(const QString &model); // 0 to 200 characters, no spaces around
Done checkExternalId(const QString &externalId); // [A-Za-z0-9._~-]{1,128}, not "." or ".." (RFC 3986, 3.3)
Done checkKey(const Secret &key); // 8 to 512 visible ASCII characters

} // namespace keyswitch::store
