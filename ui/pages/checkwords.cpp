// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/checkwords.h"

#include "ui/presenters/wording.h"
#include "ui/widgets/steplist.h"

namespace keyswitch
{

State stateOf(CheckStep::Verdict verdict)
{
    switch (verdict) {
    case CheckStep::Verdict::Running:
        return State::Running;
    case CheckStep::Verdict::Ok:
        return State::Ok;
    case CheckStep::Verdict::Warning:
        return State::Warn;
    case CheckStep::Verdict::Failed:
        return State::Error;
    case CheckStep::Verdict::Skipped:
        return State::Off;
    }
    Q_UNREACHABLE();
}

Step stepOf(const CheckStep &check)
{
    Step step;
    step.id = check.id;
    step.state = stateOf(check.verdict);
    step.title = check.title;
    step.sentence = check.detail;
    if (check.took.count() > 0)
        step.time = Wording::duration(check.took);
    step.url = check.url;
    step.remedy = check.remedy;
    return step;
}

} // namespace keyswitch
