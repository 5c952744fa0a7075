// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/store/migrations.h"

namespace keyswitch::store
{

// A schema's history with each kind of statement, of which a database may have only the first part.
inline std::vector<Migration> testHistory()
{
    using namespace Qt::StringLiterals;
    return {{1, {u"CREATE TABLE a(x)"_s}},
            {2, {u"CREATE TABLE b(y)"_s, u"INSERT INTO b VALUES(1)"_s, u"CREATE INDEX b_y ON b(y)"_s}},
            {3, {u"ALTER TABLE a ADD COLUMN z"_s, u"UPDATE a SET z=x+1"_s}}};
}

} // namespace keyswitch::store
