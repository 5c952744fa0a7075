// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/accept/answerwriter.h"

namespace keyswitch
{

// A client that finishes sending (FIN) after a whole request is still answered. Since one that closes sends the same
// FIN, we then send a byte that the answer needs anyway - the next of "HTTP/1.1 ", or a zero before the next chunk's
// size, which RFC 9112 (7.1) allows: a closed socket answers with a reset at once, a half-closed one takes it.
// Knows which bytes went out that way during one answer.
class HalfCloseProbe
{
public:
    void reset() { *this = {}; } // another answer begins
    QByteArrayView next(const AnswerWriter &writer); // to be sent now; empty: there is no such byte left
    void chunkSent() { m_zeroSent = false; } // the size before which the zero went is out
    qsizetype prefixSent() const { return m_prefixSent; } // bytes of the answer's first line

private:
    qint8 m_prefixSent = 0;
    bool m_zeroSent = false;
};

inline QByteArrayView HalfCloseProbe::next(const AnswerWriter &writer)
{
    if (!writer.begun())
        return m_prefixSent < AnswerWriter::PrefixSize ? QByteArrayView(AnswerWriter::Prefix + m_prefixSent++, 1)
                                                       : QByteArrayView();
    if (!writer.isChunked() || m_zeroSent)
        return {};
    m_zeroSent = true;
    return "0";
}

} // namespace keyswitch
