// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"

#include <QByteArray>
#include <QByteArrayView>

#include <curl/curl.h>

#include <vector>

namespace keyswitch
{

// A request's header lines, all in one arena that is reused from exchange to exchange: as they go on the wire, or as
// libcurl wants them (a curl_slist of C strings). What the engine decides itself is left out: Content-Length,
// Transfer-Encoding, Expect.
//
// The bearer is written last, into memory that is large enough by then, so that no copy of it is left behind by
// growing; clear() wipes the arena. curl's own send buffer is out of reach.
class RequestLines
{
public:
    RequestLines() = default;
    RequestLines(const RequestLines &) = delete;
    RequestLines &operator=(const RequestLines &) = delete;
    ~RequestLines() { clear(); }

    // False, and isSane() from then on: the line would not be one line.
    bool add(QByteArrayView name, QByteArrayView value);
    // Complete "Name: value\r\n" lines.
    bool addBlock(QByteArrayView lines);
    // Set first: any Authorization added later is left out. Only the pointer is kept, until finish().
    void setBearer(const Secret *bearer) { m_bearer = bearer; }
    void setChunkedUpload() { m_chunkedUpload = true; }

    bool isSane() const { return m_sane; }
    // What the caller declared, for a device that does not know its size; -1: nothing.
    qint64 declaredLength() const { return m_declaredLength; }

    // Writes the bearer; nothing is added afterwards. Whether all is sane is known then.
    void finish();
    // "Name: value\r\n" lines, once finished.
    QByteArrayView wire() const { return m_arena; }
    // The same as a list, in place of wire(). Valid until clear(); curl neither changes nor frees it. Call once.
    curl_slist *link();
    // Wipes everything and forgets it; keeps the memory.
    void clear();

private:
    enum class Take { Yes, No };
    bool check(QByteArrayView name, QByteArrayView value);
    Take inspect(QByteArrayView name, QByteArrayView value);
    void addLine(QByteArrayView name, QByteArrayView value);

    QByteArray m_arena; // lines with their ends
    std::vector<qsizetype> m_offsets; // pointers are made by link(): the arena moves while it grows
    std::vector<curl_slist> m_nodes;
    const Secret *m_bearer = nullptr;
    qint64 m_declaredLength = -1;
    bool m_sane = true;
    bool m_hasAccept = false;
    bool m_hasContentType = false;
    bool m_chunkedUpload = false;
    bool m_hasBearer = false; // the last line
};

} // namespace keyswitch
