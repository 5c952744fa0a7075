// SPDX-License-Identifier: GPL-3.0-or-later
// An upstream's answer: however it is cut, the same head and body come out, the same end is seen, and the same is left
// over.
#include "proxy/forward/answerreader.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace keyswitch;

namespace
{

struct Reading final : AnswerReader::Sink {
    ResponseHead head;
    AnswerReader reader{head};
    QByteArray body;
    qsizetype left = 0;

    void answerBody(QByteArrayView piece) override { body.append(piece); }
    // Its own memory: a view of an earlier piece would be found.
    void read(QByteArray piece)
    {
        if (left == 0)
            left = reader.read(piece, *this).size();
        else
            left += piece.size();
    }
    bool failed() const { return reader.failure() != upstream::UpstreamFailure::None; }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    if (size < 2)
        return 0;
    const qsizetype pieceSize = bytes[0] % 40 + 1;
    const bool toHead = bytes[1] % 8 == 0;
    const QByteArrayView answer(bytes + 2, static_cast<qsizetype>(size - 2));
    constexpr qsizetype Most = 2048;

    Reading whole;
    whole.reader.begin(toHead, Most);
    whole.read(answer.toByteArray());
    whole.reader.end();

    Reading cut;
    cut.reader.begin(toHead, Most);
    for (qsizetype at = 0; at < answer.size(); at += pieceSize)
        cut.read(answer.sliced(at, std::min(pieceSize, answer.size() - at)).toByteArray());
    cut.reader.end();

    const bool same = whole.failed() == cut.failed() && whole.reader.isWhole() == cut.reader.isWhole()
        && whole.body == cut.body && whole.head.status() == cut.head.status()
        && (whole.failed() || whole.left == cut.left)
        && (whole.failed() || whole.head.takeBlock() == cut.head.takeBlock());
    // A whole answer never failed, and has a final head.
    const bool sane =
        !whole.reader.isWhole() || (!whole.failed() && whole.head.isComplete() && whole.head.status() >= 200);
    if (!same || !sane)
        std::abort();
    return 0;
}
