// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/requesthead.h"

namespace keyswitch
{

QByteArrayView RequestHead::field(QByteArrayView name) const
{
    QByteArrayView found;
    bool done = false;
    eachField(fields, [&](QByteArrayView fieldName, QByteArrayView value) {
        if (!done && equalsIgnoringCase(fieldName, name)) {
            found = value;
            done = true;
        }
    });
    return found;
}

} // namespace keyswitch
