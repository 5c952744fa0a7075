// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/fetch.h"

#include <QCoreApplication>

namespace keyswitch
{

Problem noAnswer()
{
    return {Problem::Code::Unavailable,
            QCoreApplication::translate("Fetch", "No answer came"),
            QCoreApplication::translate("Fetch", "The proxy stopped before it answered."),
            {},
            QCoreApplication::translate("Fetch", "Try again.")};
}

} // namespace keyswitch
