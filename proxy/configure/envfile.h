// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"
#include "proxy/base/secret.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <optional>
#include <vector>

namespace keyswitch
{

// A .env file as python-dotenv and docker compose read it, since the files of the systems Keyswitch takes over were
// written for those two: `export`, quotes (single: literal; double: escapes, may span lines), comments, CRLF, BOM, '='
// in values, ${NAME} and ${NAME:-default}. Where the two differ, the reading that leaves a template's empty line empty
// is taken ("KEY= # comment" is empty). Every value is held as a Secret: nobody knows yet which of them is one.
// Plain values, any thread.
class EnvFile
{
public:
    struct Entry {
        QByteArray name;
        Secret value;
        int line = 0; // from 1
    };
    // For ${NAME}: what stands outside the file wins over an earlier line, as in python-dotenv.
    using Lookup = std::function<std::optional<QByteArray>(const QByteArray &name)>;

    // A line that cannot be read is a Problem with its number and never with its text. `shownName` is the path as
    // people know it.
    static Result<EnvFile> parse(QByteArrayView text, const QString &shownName, const Lookup &outside = {});
    static Result<EnvFile> read(const QString &path, const Lookup &outside = {});

    // The last line of that name, as both readers have it; null when there is none.
    const Entry *find(QByteArrayView name) const;
    const std::vector<Entry> &entries() const { return m_entries; }

private:
    std::vector<Entry> m_entries;
};

} // namespace keyswitch
