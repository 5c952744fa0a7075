// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/answercheck.h"

#include "tests/bench/wire/answertext.h"

#include <algorithm>
#include <map>

namespace keyswitch::bench
{

static constexpr size_t sampleBytes = 400;

// The text for another bearer: made once, then only the bearer is replaced.
static std::string expectedText(const Request &request)
{
    static constexpr std::string_view mark = "\x01";
    static std::map<int, std::pair<std::string, std::string>> known; // before and after the bearer, by chunks
    auto [at, isNew] = known.try_emplace(request.script.chunks);
    if (isNew) {
        const int chunks = request.script.chunks;
        const std::string text = chunks > 0 ? streamAnswer(mark, chunks) : plainAnswer(mark);
        const size_t place = text.find(mark);
        at->second = {text.substr(0, place), text.substr(place + 1)};
    }
    return at->second.first + request.bearer + at->second.second;
}

void AnswerCheck::begin(const Request &request)
{
    m_script = request.script;
    m_expected = m_script.fault == Script::Fault::Error ? errorAnswer() : expectedText(request);
    m_rightBytes = 0;
    m_isEventStream = false;
    m_status = 0;
    m_bodyBytes = 0;
    m_rest.clear();
}

void AnswerCheck::takeHead(const MessageHead &head)
{
    m_status = head.status();
    m_isEventStream = head.contentType.starts_with("text/event-stream");
}

void AnswerCheck::takeBody(std::string_view piece)
{
    m_bodyBytes += piece.size();
    if (m_rest.empty()) {
        const std::string_view expected = std::string_view(m_expected).substr(m_rightBytes, piece.size());
        const auto differs = std::mismatch(expected.begin(), expected.end(), piece.begin()).first;
        const size_t right = size_t(differs - expected.begin());
        m_rightBytes += right;
        piece.remove_prefix(right);
    }
    m_rest.append(piece.substr(0, sampleBytes - std::min(sampleBytes, m_rest.size())));
}

Verdict AnswerCheck::complain(const std::string &what) const
{
    return {false, {}, what, m_rest};
}

Verdict AnswerCheck::finish(bool whole) const
{
    using Fault = Script::Fault;
    const std::string status = "status " + std::to_string(m_status);
    switch (m_script.fault) {
    case Fault::None:
    case Fault::Slow:
        return checkGood(whole);
    case Fault::Error:
        if (!whole || m_status != 500 || m_bodyBytes != m_expected.size() || !m_rest.empty())
            return complain("the provider's 500 was not passed on: " + status);
        return {true, "upstream_error", {}, {}};
    case Fault::Cut:
        return checkCut(whole);
    case Fault::Reset:
        if (!whole || m_status != 502)
            return complain("a reset of the provider is not a 502: " + status);
        return {true, "upstream_failed", {}, {}};
    case Fault::Hold:
        return complain("an answer that is held was ended: " + status);
    }
    return {};
}

Verdict AnswerCheck::checkGood(bool whole) const
{
    if (m_status == 0)
        return complain("closed without an answer");
    if (m_status != 200)
        return complain("status " + std::to_string(m_status));
    if (m_isEventStream != m_script.streams())
        return complain("another content type");
    if (!m_rest.empty())
        return complain("the answer differs from byte " + std::to_string(m_rightBytes) + " on");
    if (m_rightBytes != m_expected.size())
        return complain(whole ? "a part of the answer is missing, yet it ended properly" : "the answer was cut");
    if (!whole)
        return complain("the answer is there, but its framing was not ended");
    return {true, "ok", {}, {}};
}

// An answer that was cut may say so, or break off as well; it must never look whole.
Verdict AnswerCheck::checkCut(bool whole) const
{
    if (whole && m_status == 200)
        return complain("an answer that was cut ended properly");
    if (whole && m_status != 502)
        return complain("an answer that was cut: status " + std::to_string(m_status));
    if (m_rest.find("[DONE]") != std::string::npos || m_rightBytes == m_expected.size())
        return complain("a stream that was cut says [DONE]");
    return {true, "upstream_cut", {}, {}};
}

} // namespace keyswitch::bench
