// SPDX-License-Identifier: GPL-3.0-or-later
// However the stream is cut, the same events come out, and no byte is lost, added or moved.
#include "proxy/relay/ssesplitter.h"

#include <QList>

#include <cstdint>
#include <cstdlib>

using namespace keyswitch;

namespace
{
struct Seen {
    QList<QByteArray> data;
    QByteArray raw;

    void operator()(const SseEvent &event)
    {
        raw.append(event.raw);
        if (event.hasData())
            data.append(event.data.toByteArray());
    }
};
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    if (size < 2)
        return 0;
    const qsizetype first = bytes[0] % 32 + 1;
    const qsizetype second = bytes[1] % 32 + 1;
    const QByteArrayView stream(bytes + 2, static_cast<qsizetype>(size - 2));

    Seen whole;
    SseSplitter one;
    one.feed(stream, whole);
    one.finish(whole);

    Seen cut;
    SseSplitter other;
    bool turn = false;
    for (qsizetype at = 0; at < stream.size();) {
        const qsizetype length = std::min(turn ? first : second, stream.size() - at);
        other.feed(QByteArray(stream.data() + at, length), cut); // its own memory: an old view would be found
        at += length;
        turn = !turn;
    }
    other.finish(cut);

    if (whole.data != cut.data || QByteArrayView(whole.raw) != stream || whole.raw != cut.raw)
        std::abort();
    return 0;
}
