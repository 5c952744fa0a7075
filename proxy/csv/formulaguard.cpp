// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/csv/formulaguard.h"

namespace keyswitch
{

bool needsGuard(QStringView text)
{
    while (text.startsWith(u'\''))
        text = text.mid(1);
    if (text.isEmpty())
        return false;
    switch (text.front().unicode()) {
    case u'=':
    case u'+':
    case u'-':
    case u'@':
    case u'\t':
    case u'\r':
    case u'\n':
    case 0xff1d: // full-width = + - @
    case 0xff0b:
    case 0xff0d:
    case 0xff20:
        return true;
    default:
        return false;
    }
}

QStringView withoutGuard(QStringView text)
{
    return text.startsWith(u'\'') && needsGuard(text) ? text.mid(1) : text;
}

} // namespace keyswitch
