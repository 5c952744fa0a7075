// SPDX-License-Identifier: GPL-3.0-or-later
#include "translations/translations.h"

#include <QDir>

// Q_INIT_RESOURCE declares a function of the global namespace and must not be used inside another.
static void initialise()
{
    Q_INIT_RESOURCE(keyswitch_words);
}

namespace keyswitch
{

void registerTranslations()
{
    initialise();
}

} // namespace keyswitch
