// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/bodysplice.h"

#include "proxy/base/jsontext.h"

#include <algorithm>
#include <array>

namespace keyswitch
{

namespace
{
struct Edit {
    BodySpan span; // what goes; size 0: nothing does
    QByteArray text; // what comes in its place
};

Edit modelEdit(const BodyLook &look, QByteArrayView model)
{
    if (look.modelValue.isPresent())
        return {look.modelValue, jsonText(model)};
    return {{look.afterBrace, 0}, "\"model\":" + jsonText(model) + ','};
}

Edit usageEdit(const BodyLook &look)
{
    if (look.includeUsage.isPresent())
        return {look.includeUsage, "true"};
    if (look.streamOptionsIsObject) {
        return {{look.streamOptions.at + 1, 0},
                look.streamOptionsIsEmpty ? QByteArray("\"include_usage\":true")
                                          : QByteArray("\"include_usage\":true,")};
    }
    if (look.streamOptions.isPresent())
        return {look.streamOptions, "{\"include_usage\":true}"};
    return {{look.afterBrace, 0}, "\"stream_options\":{\"include_usage\":true},"};
}

template <std::size_t N> QByteArray spliced(QByteArrayView body, std::array<Edit, N> edits)
{
    std::stable_sort(edits.begin(), edits.end(), [](const Edit &a, const Edit &b) { return a.span.at < b.span.at; });
    qsizetype size = body.size();
    for (const Edit &edit : edits)
        size += edit.text.size() - edit.span.size;
    QByteArray out;
    out.reserve(size);
    qsizetype at = 0;
    for (const Edit &edit : edits) {
        Q_ASSERT(edit.span.at >= at && edit.span.at + edit.span.size <= body.size());
        out.append(body.sliced(at, edit.span.at - at));
        out.append(edit.text);
        at = edit.span.at + edit.span.size;
    }
    out.append(body.sliced(at));
    return out;
}
} // namespace

bool needsUsage(Endpoint endpoint, const BodyLook &look)
{
    return (endpoint == Endpoint::ChatCompletions || endpoint == Endpoint::Completions) && look.stream
        && !look.clientAskedForUsage;
}

QByteArray withModel(QByteArrayView body, const BodyLook &look, QByteArrayView model)
{
    return spliced(body, std::array{modelEdit(look, model)});
}

QByteArray withUsage(QByteArrayView body, const BodyLook &look)
{
    return spliced(body, std::array{usageEdit(look)});
}

QByteArray withModelAndUsage(QByteArrayView body, const BodyLook &look, QByteArrayView model)
{
    return spliced(body, std::array{modelEdit(look, model), usageEdit(look)});
}

} // namespace keyswitch
