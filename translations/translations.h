// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace keyswitch
{

// Makes :/i18n/keyswitch_*.qm there, also where this library is linked statically.
void registerTranslations();

} // namespace keyswitch
