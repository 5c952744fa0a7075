// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/listenflag.h"

namespace keyswitch
{

bool takeListenFlag(const QString &text, QHash<QByteArray, QByteArray> &flags)
{
    const qsizetype colon = text.lastIndexOf(u':');
    if (colon <= 0 || colon + 1 == text.size())
        return false;
    QString address = text.left(colon);
    if (address.startsWith(u'[') && address.endsWith(u']'))
        address = address.mid(1, address.size() - 2);
    flags.insert("listen.address", address.toUtf8());
    flags.insert("listen.port", text.mid(colon + 1).toUtf8());
    return true;
}

} // namespace keyswitch
