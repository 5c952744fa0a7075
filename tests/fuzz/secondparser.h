// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

namespace keyswitch::fuzz
{

// One request as Node's http_parser reads it: another author's reading of the same RFC.
struct SecondReading {
    bool complete = false;
    qsizetype consumed = 0; // up to the end of the request
    QByteArray method;
    QByteArray target;
    QByteArrayList fields; // "name: value", names in lower case, trailers left out
    QByteArray body;
    QByteArray error; // its name of what is wrong; empty when it only wants more
};

SecondReading readAgain(QByteArrayView input);

} // namespace keyswitch::fuzz
