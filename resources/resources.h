// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace keyswitch
{

// Makes :/keyswitch/{icons,fonts}/… and :/keyswitch/keyswitch.svg readable. Safe to call more than once.
void registerResources();

} // namespace keyswitch
