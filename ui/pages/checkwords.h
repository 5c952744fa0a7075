// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/theme/state.h"

namespace keyswitch
{

struct Step;

State stateOf(CheckStep::Verdict verdict);
// A step of a check as StepList shows it.
Step stepOf(const CheckStep &check);

} // namespace keyswitch
