// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace keyswitch
{

// The end of a JSON body that is too large to be kept whole: enough to find a member that stands among its last ones.
// Costs one copy of what is kept for each piece. For one body, in one thread.
class BodyEnd
{
public:
    static constexpr qsizetype Kept = 32 * 1024;

    void append(QByteArrayView piece);

    // The value of the outermost object's member `name`, as its text. Empty when it is not found in what is kept, or
    // when that cannot be the end of one object that began before it. Read backwards, which is exact: outside of
    // strings a quote ends one, and inside every quote is escaped (RFC 8259, section 7).
    QByteArrayView member(QByteArrayView name) const;

private:
    QByteArray m_bytes; // at most twice Kept
};

} // namespace keyswitch
