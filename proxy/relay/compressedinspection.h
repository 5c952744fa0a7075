// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/relay/inflater.h"
#include "proxy/relay/ssesplitter.h"

#include <memory>

namespace keyswitch
{

class UsageSniffer;

// Looks at an answer that passes by compressed, untouched: inflates a copy of it and shows that to the sniffer. Nothing
// of such a stream can be hidden from the client or put into it. For one answer, in one thread.
class CompressedInspection
{
public:
    // `inflater` null: a coding that is not known.
    CompressedInspection(std::unique_ptr<Inflater> inflater, bool isEventStream, UsageSniffer &sniffer);

    void feed(QByteArrayView piece);
    void end();
    // Why not all of it was looked at, as a code; null: it was.
    const char *problem() const;

private:
    std::unique_ptr<Inflater> m_inflater;
    bool m_isEventStream;
    UsageSniffer &m_sniffer;
    SseSplitter m_splitter;
};

} // namespace keyswitch
