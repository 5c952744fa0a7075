// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/usagesniffer.h"

#include "proxy/relay/usagereport.h"

#include <algorithm>
#include <cstring>

namespace keyswitch
{

void UsageSniffer::take(const UsageReport &report)
{
    const auto keep = [](auto &into, const auto &from) {
        if (from)
            into = from;
    };
    keep(m_usage.prompt, report.usage.prompt);
    keep(m_usage.completion, report.usage.completion);
    keep(m_usage.cached, report.usage.cached);
    keep(m_usage.reasoning, report.usage.reasoning);
    keep(m_cost, report.cost);
    if (m_id.isEmpty())
        m_id = report.id;
    if (report.hasError) {
        m_sawError = true;
        m_errorCode = report.errorCode;
        m_errorMessage = report.errorMessage;
        m_errorType = report.errorType;
    }
}

// Adds up the characters of the string whose opening quote stands at `at`; returns the place behind it.
const char *UsageSniffer::countText(const char *at, const char *end)
{
    qint64 characters = 0;
    for (++at; at < end && *at != '"'; ++at) {
        if (*at == '\\' && ++at < end && *at == 'u')
            at += 4;
        else if ((static_cast<unsigned char>(*at) & 0xC0) == 0x80)
            continue; // UTF-8: the rest of a character
        ++characters;
    }
    if (characters > 0) {
        ++m_deltas;
        m_characters += characters;
    }
    return std::min(at + 1, end);
}

// Goes from colon to colon and looks at the key before each. A quote inside a string is always escaped, so `name":` can
// only be the end of a key. Counts the content; true when the chunk has to be parsed. The chunks of a stream begin
// alike, up to their content: what was scanned there once is compared and not scanned again.
bool UsageSniffer::scanKeys(QByteArrayView data)
{
    const char *const begin = data.data();
    const char *const end = begin + data.size();
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    const char *at = begin;
    bool isNew = true;
    if (const qsizetype known = m_beginning.size();
        known > 0 && data.size() > known && begin[known] == '"' && data.startsWith(m_beginning)) {
        at = countText(begin + known, end);
        isNew = false;
    }
    bool parse = false;
    while (at < end) {
        at = static_cast<const char *>(std::memchr(at, ':', static_cast<std::size_t>(end - at)));
        if (!at)
            break;
        const char *quote = at++;
        while (quote > begin && isSpace(quote[-1]))
            --quote;
        if (quote == begin || quote[-1] != '"')
            continue;
        const QByteArrayView before(begin, quote - 1 - begin);
        while (at < end && isSpace(*at))
            ++at;
        if (at == end)
            break;
        const QByteArrayView value(at, end - at);
        // By its last letter first: most keys are none of these.
        switch (before.isEmpty() ? '\0' : before.back()) {
        case 'e':
            if (before.endsWith("\"usage")) {
                parse = parse || *at != 'n';
            } else if (*at == '"' && before.endsWith("\"type")) {
                m_isResponsesApi = m_isResponsesApi || value.startsWith("\"response.");
                parse = parse || value.startsWith("\"error\"");
            }
            break;
        case 'r':
            parse = parse || (*at != 'n' && before.endsWith("\"error"));
            break;
        case 'a':
            if (*at == '"' && m_isResponsesApi && before.endsWith("\"delta"))
                at = countText(at, end);
            break;
        case 't':
        case 's':
            if (*at == '"' && !m_isResponsesApi
                && (before.endsWith("content") || before.endsWith("\"text") || before.endsWith("\"arguments"))) {
                if (isNew && !parse)
                    m_beginning = QByteArray(begin, at - begin);
                isNew = false;
                at = countText(at, end);
            }
            break;
        default:
            break;
        }
    }
    return parse;
}

UsageSniffer::Verdict UsageSniffer::event(QByteArrayView data)
{
    if (data.trimmed() == "[DONE]") {
        m_sawDone = true;
        return Verdict::Done;
    }
    const bool wanted = scanKeys(data);
    // The id stands in every chunk; the first that has content to tell is enough.
    if (!wanted && m_idSought)
        return Verdict::Ordinary;
    m_idSought = true;
    const std::optional<UsageReport> report = UsageReport::read(data);
    if (!report)
        return Verdict::Ordinary;
    take(*report);
    if (report->hasError)
        return Verdict::Error;
    if (report->hasUsage && !report->hasContent && !report->isResponseEvent && !m_isResponsesApi)
        return Verdict::UsageOnly;
    return Verdict::Ordinary;
}

void UsageSniffer::plain(QByteArrayView piece)
{
    if (!m_bodyTooLarge && m_body.size() + piece.size() <= LargestBody) {
        m_body.append(piece);
        return;
    }
    if (!m_bodyTooLarge) {
        m_bodyTooLarge = true;
        noteFirstId(m_body.isEmpty() ? piece : QByteArrayView(m_body));
        m_bodyEnd.append(m_body);
        m_body = QByteArray();
    }
    m_bodyEnd.append(piece);
}

void UsageSniffer::plainEnd()
{
    if (m_bodyTooLarge) {
        if (const QByteArrayView usage = m_bodyEnd.member("usage"); !usage.isEmpty())
            m_body.append("{\"usage\":").append(usage).append('}');
    }
    if (!m_body.isEmpty())
        if (const std::optional<UsageReport> report = UsageReport::read(m_body))
            take(*report);
    m_body = QByteArray();
}

// Where `id` is the first member, as in all answers that have one.
void UsageSniffer::noteFirstId(QByteArrayView begin)
{
    const auto skip = [&begin](QByteArrayView text) {
        begin = begin.trimmed();
        const bool there = begin.startsWith(text);
        if (there)
            begin = begin.sliced(text.size());
        return there;
    };
    begin = begin.first(std::min<qsizetype>(begin.size(), 2 * UsageReport::LongestText));
    if (!skip("{") || !skip("\"id\"") || !skip(":") || !skip("\""))
        return;
    const qsizetype end = begin.indexOf('"');
    if (end > 0 && end <= UsageReport::LongestText && !begin.first(end).contains('\\'))
        m_id = begin.first(end).toByteArray();
}

TokenUsage UsageSniffer::usage() const
{
    // A part larger than its whole is no figure to keep.
    TokenUsage usage = m_usage;
    if (usage.cached && usage.prompt && *usage.cached > *usage.prompt)
        usage.cached.reset();
    if (usage.reasoning && usage.completion && *usage.reasoning > *usage.completion)
        usage.reasoning.reset();
    return usage;
}

TokenUsage UsageSniffer::estimate() const
{
    constexpr qint64 CharactersPerToken = 4;
    TokenUsage usage;
    if (m_deltas == 0)
        return usage;
    usage.completion = std::max(m_deltas, (m_characters + CharactersPerToken - 1) / CharactersPerToken);
    usage.estimated = true;
    return usage;
}

} // namespace keyswitch
