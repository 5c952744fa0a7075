// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace keyswitch
{

// A spreadsheet takes a cell that begins with = + - @ (also in their full-width forms), a tab or a line break for a
// formula, and runs it. Such text gets an apostrophe in front, which shows it as it is; so does text that begins with
// apostrophes before one of these, so that taking the guard away again always gives back what was there.
// https://owasp.org/www-community/attacks/CSV_Injection
bool needsGuard(QStringView text);
QStringView withoutGuard(QStringView text); // as it was before it was guarded

} // namespace keyswitch
