// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QSqlError>

namespace keyswitch::store
{

// SQLite's error in an admin's words: what happened, to which file, and the way out. The statement's text and its
// values never get into it. Result codes: https://www.sqlite.org/rescode.html
Problem sqlProblem(const QSqlError &error, const QString &file);

} // namespace keyswitch::store
