// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"

namespace keyswitch
{

// Reads one line, a key, from a descriptor without ever putting it into a string; on a terminal the echo is off
// meanwhile and `prompt` is shown. Surrounding white space is dropped. Empty when nothing came or it is longer than 4
// KiB. Blocks.
Secret readKey(int descriptor, const char *prompt);

} // namespace keyswitch
