// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/compressedinspection.h"

#include "proxy/relay/usagesniffer.h"

#include <utility>

namespace keyswitch
{

CompressedInspection::CompressedInspection(std::unique_ptr<Inflater> inflater, bool isEventStream,
                                           UsageSniffer &sniffer)
    : m_inflater(std::move(inflater))
    , m_isEventStream(isEventStream)
    , m_sniffer(sniffer)
{
}

void CompressedInspection::feed(QByteArrayView piece)
{
    if (!m_inflater)
        return;
    m_inflater->feed(piece, [this](QByteArrayView plain) {
        if (!m_isEventStream) {
            m_sniffer.plain(plain);
            return;
        }
        m_splitter.feed(plain, [this](const SseEvent &event) {
            if (event.hasData())
                m_sniffer.event(event.data);
        });
    });
}

void CompressedInspection::end()
{
    if (m_isEventStream) {
        m_splitter.finish([this](const SseEvent &event) {
            if (event.hasData())
                m_sniffer.event(event.data);
        });
    } else {
        m_sniffer.plainEnd();
    }
}

const char *CompressedInspection::problem() const
{
    if (!m_inflater)
        return "usage_unread_coding";
    switch (m_inflater->state()) {
    case Inflater::State::Good:
        return nullptr;
    case Inflater::State::Broken:
        return "usage_unread_broken_coding";
    case Inflater::State::TooLarge:
        return "usage_unread_inflation";
    }
    Q_UNREACHABLE();
}

} // namespace keyswitch
