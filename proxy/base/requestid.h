// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QtGlobal>

#include <array>
#include <chrono>
#include <optional>

namespace keyswitch
{

// UUID version 7 (RFC 9562, section 5.7): sorts by the millisecond it was made in. It is the `x-request-id` of the
// answer, the id in the log and the key of the request's row, so a request can be found from any of the three.
class RequestId
{
public:
    RequestId() = default;
    // Random bits come from the caller's thread-local generator; ids of one thread never repeat, and their
    // milliseconds never go back; within one millisecond they have no order.
    static RequestId make(std::chrono::system_clock::time_point now);
    static std::optional<RequestId> fromBytes(QByteArrayView sixteenBytes);
    static std::optional<RequestId> fromText(QByteArrayView text);

    bool isNull() const { return m_bytes == std::array<quint8, 16>{}; }
    qint64 milliseconds() const; // since 1970, UTC
    QByteArray bytes() const { return view().toByteArray(); }
    QByteArrayView view() const { return {m_bytes.data(), qsizetype(m_bytes.size())}; } // lives as long as this
    QByteArray text() const; // 8-4-4-4-12, lower case
    friend bool operator==(const RequestId &, const RequestId &) = default;
    friend auto operator<=>(const RequestId &, const RequestId &) = default;

private:
    std::array<quint8, 16> m_bytes{};
};

} // namespace keyswitch
