// SPDX-License-Identifier: GPL-3.0-or-later
#include "resources/resources.h"

#include <QDir>

// Q_INIT_RESOURCE declares a function of the global namespace and must not be used inside another.
static void initialise()
{
    Q_INIT_RESOURCE(keyswitch_look);
}

namespace keyswitch
{

void registerResources()
{
    initialise();
}

} // namespace keyswitch
