// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/inflater.h"

#include <QtGlobal>

#include <algorithm>

namespace keyswitch
{

namespace
{

constexpr int gzipOrZlib = 32 + MAX_WBITS; // zlib.h, inflateInit2(): the header decides
constexpr size_t pieceSize = 16 * 1024;

} // namespace

std::unique_ptr<Inflater> Inflater::forCoding(QByteArrayView contentEncoding)
{
    if (contentEncoding == "gzip" || contentEncoding == "x-gzip" || contentEncoding == "deflate")
        return std::make_unique<Inflater>();
    return nullptr;
}

Inflater::Inflater()
{
    if (inflateInit2(&m_stream, gzipOrZlib) != Z_OK)
        m_state = State::Broken; // no memory for the window
}

Inflater::~Inflater()
{
    inflateEnd(&m_stream);
}

void Inflater::begin(QByteArrayView piece)
{
    // zlib does not write there; its interface is older than const.
    m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(piece.data()));
    m_stream.avail_in = uInt(piece.size());
}

QByteArrayView Inflater::next()
{
    static thread_local char piece[pieceSize];
    if (m_state != State::Good)
        return {};
    m_stream.next_out = reinterpret_cast<Bytef *>(piece);
    m_stream.avail_out = uInt(pieceSize);
    while (m_stream.avail_out > 0) {
        if (m_memberEnded) {
            if (m_stream.avail_in == 0)
                break;
            m_memberEnded = false; // RFC 1952, section 2.2: another member follows
            inflateReset(&m_stream);
        }
        const int result = inflate(&m_stream, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            m_memberEnded = true;
        } else if (result == Z_BUF_ERROR) {
            break; // it wants more than has come
        } else if (result != Z_OK) {
            m_state = State::Broken;
            break;
        }
    }
    const qsizetype size = qsizetype(pieceSize - m_stream.avail_out);
    m_out += size;
    if (m_out > MostBytes || (m_out > FreeBytes && m_out > MostRatio * m_in))
        m_state = State::TooLarge;
    return {piece, size};
}

} // namespace keyswitch
