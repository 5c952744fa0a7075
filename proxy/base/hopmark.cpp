// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/hopmark.h"

#include <QRandomGenerator>

namespace keyswitch
{

const QByteArray &hopMark()
{
    static const QByteArray mark =
        "keyswitch-" + QByteArray::number(QRandomGenerator::system()->generate64(), 16).rightJustified(16, '0');
    return mark;
}

} // namespace keyswitch
