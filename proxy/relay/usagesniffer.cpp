// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/usagesniffer.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace keyswitch
{

namespace
{
namespace od = simdjson::ondemand;

constexpr Tokens MostTokens = Tokens(1) << 53;
constexpr std::size_t SmallDocument = 64 * 1024;

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

QByteArrayView bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

// A number's own digits; never through double.
std::optional<Tokens> tokensOf(od::value value)
{
    const std::string_view text = trimmed(value.raw_json_token());
    if (text.empty() || text.size() > 16 || (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    Tokens tokens = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        tokens = tokens * 10 + (c - '0');
    }
    if (tokens > MostTokens)
        return std::nullopt;
    return tokens;
}

// A string or a number as its digits; nothing for the rest.
QByteArray textOf(od::value value)
{
    od::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS)
        return {};
    std::string_view text;
    if (type == od::json_type::string) {
        if (value.get_string().get(text) != simdjson::SUCCESS)
            return {};
    } else if (type == od::json_type::number) {
        text = trimmed(value.raw_json_token());
    }
    return bytes(text.substr(0, static_cast<std::size_t>(UsageSniffer::LongestText))).toByteArray();
}

bool isObject(od::value value)
{
    od::json_type type{};
    return value.type().get(type) == simdjson::SUCCESS && type == od::json_type::object;
}

bool isArray(od::value value)
{
    od::json_type type{};
    return value.type().get(type) == simdjson::SUCCESS && type == od::json_type::array;
}

// null, "", {} or []: nothing a client would miss.
bool isEmptyValue(od::value value)
{
    const std::string_view token = trimmed(value.raw_json_token());
    if (token == "null" || token == "\"\"")
        return true;
    bool empty = false;
    if (isObject(value)) {
        od::object object;
        return value.get_object().get(object) == simdjson::SUCCESS && object.is_empty().get(empty) == simdjson::SUCCESS
            && empty;
    }
    if (isArray(value)) {
        od::array array;
        return value.get_array().get(array) == simdjson::SUCCESS && array.is_empty().get(empty) == simdjson::SUCCESS
            && empty;
    }
    return false;
}

bool isAtEnd(od::document &document)
{
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS; // nothing behind the object
}

// Calls visit(key, value) for each member; false when the text is not as it should be.
template <typename Visit> bool eachMember(od::object object, Visit &&visit)
{
    for (auto member : object) {
        od::field field;
        std::string_view key;
        if (std::move(member).get(field) != simdjson::SUCCESS || field.unescaped_key().get(key) != simdjson::SUCCESS)
            return false;
        if (!visit(key, field.value()))
            return false;
    }
    return true;
}

template <typename Visit> bool eachMember(od::value value, Visit &&visit)
{
    od::object object;
    return value.get_object().get(object) == simdjson::SUCCESS && eachMember(object, std::forward<Visit>(visit));
}
} // namespace

struct UsageSniffer::Report {
    TokenUsage usage;
    std::optional<NanoDollars> cost;
    QByteArray id;
    QByteArray errorCode;
    QByteArray errorMessage;
    bool hasUsage = false; // a `usage` object
    bool hasError = false;
    bool hasContent = false; // something in `choices` that the client must see
    bool isResponseEvent = false;

    bool readUsage(od::value value);
    bool readDetails(od::value value, std::string_view wanted, std::optional<Tokens> &into);
    bool readError(od::value value);
    bool readChoices(od::value value);
    bool readTop(od::object object, bool nested);
};

bool UsageSniffer::Report::readDetails(od::value value, std::string_view wanted, std::optional<Tokens> &into)
{
    if (!isObject(value))
        return true;
    return eachMember(value, [&](std::string_view key, od::value inner) {
        if (key == wanted)
            if (const auto tokens = tokensOf(inner))
                into = tokens;
        return true;
    });
}

bool UsageSniffer::Report::readUsage(od::value value)
{
    if (!isObject(value))
        return true;
    hasUsage = true;
    return eachMember(value, [this](std::string_view key, od::value inner) {
        const auto keep = [&inner](std::optional<Tokens> &into) {
            if (const auto tokens = tokensOf(inner))
                into = tokens;
            return true;
        };
        if (key == "prompt_tokens" || key == "input_tokens")
            return keep(usage.prompt);
        if (key == "completion_tokens" || key == "output_tokens")
            return keep(usage.completion);
        if (key == "prompt_tokens_details" || key == "input_tokens_details")
            return readDetails(inner, "cached_tokens", usage.cached);
        if (key == "completion_tokens_details" || key == "output_tokens_details")
            return readDetails(inner, "reasoning_tokens", usage.reasoning);
        if (key == "cost")
            if (const auto dollars = parseDollars(bytes(trimmed(inner.raw_json_token()))))
                cost = dollars;
        return true;
    });
}

bool UsageSniffer::Report::readError(od::value value)
{
    const std::string_view token = trimmed(value.raw_json_token());
    if (token == "null")
        return true;
    hasError = true;
    if (!isObject(value)) {
        errorMessage = textOf(value);
        return true;
    }
    return eachMember(value, [this](std::string_view key, od::value inner) {
        if (key == "code")
            errorCode = textOf(inner);
        else if (key == "message")
            errorMessage = textOf(inner);
        return true;
    });
}

bool UsageSniffer::Report::readChoices(od::value value)
{
    if (!isArray(value)) {
        hasContent = hasContent || !isEmptyValue(value);
        return true;
    }
    od::array choices;
    if (value.get_array().get(choices) != simdjson::SUCCESS)
        return false;
    for (auto element : choices) {
        od::value choice;
        if (std::move(element).get(choice) != simdjson::SUCCESS)
            return false;
        if (!isObject(choice)) {
            hasContent = true;
            continue;
        }
        const bool read = eachMember(choice, [this](std::string_view key, od::value inner) {
            if (key == "index")
                return true;
            if (key != "delta" || !isObject(inner)) {
                hasContent = !isEmptyValue(inner) || hasContent;
                return true;
            }
            return eachMember(inner, [this](std::string_view, od::value part) {
                hasContent = !isEmptyValue(part) || hasContent;
                return true;
            });
        });
        if (!read)
            return false;
    }
    return true;
}

bool UsageSniffer::Report::readTop(od::object object, bool nested)
{
    bool isErrorEvent = false;
    QByteArray code;
    QByteArray message;
    const bool read = eachMember(object, [&](std::string_view key, od::value value) {
        if (key == "usage")
            return readUsage(value);
        if (key == "error")
            return readError(value);
        if (key == "id") {
            id = textOf(value);
        } else if (key == "choices") {
            return readChoices(value);
        } else if (key == "response" && !nested && isObject(value)) {
            isResponseEvent = true;
            od::object response;
            return value.get_object().get(response) == simdjson::SUCCESS && readTop(response, true);
        } else if (key == "type" && !nested) {
            isErrorEvent = trimmed(value.raw_json_token()) == "\"error\"";
        } else if (key == "code" && !nested) {
            code = textOf(value);
        } else if (key == "message" && !nested) {
            message = textOf(value);
        }
        return true;
    });
    if (read && isErrorEvent) {
        hasError = true;
        if (errorCode.isEmpty())
            errorCode = code;
        if (errorMessage.isEmpty())
            errorMessage = message;
    }
    return read;
}

std::optional<UsageSniffer::Report> UsageSniffer::read(QByteArrayView json) const
{
    // One parser a thread for chunks; a large body's would hold several times its size for ever, so it goes again.
    thread_local od::parser reused(SmallDocument);
    thread_local QByteArray padded;
    od::parser once;
    QByteArray oncePadded;
    const auto size = static_cast<std::size_t>(json.size());
    const bool small = size <= SmallDocument;
    od::parser &parser = small ? reused : once;
    QByteArray &buffer = small ? padded : oncePadded;
    buffer.resize(json.size() + qsizetype(simdjson::SIMDJSON_PADDING));
    std::memcpy(buffer.data(), json.data(), size);
    std::memset(buffer.data() + size, ' ', simdjson::SIMDJSON_PADDING);

    od::document document;
    od::object object;
    Report report;
    if (parser.iterate(buffer.constData(), size, static_cast<std::size_t>(buffer.size())).get(document)
            != simdjson::SUCCESS
        || document.get_object().get(object) != simdjson::SUCCESS || !report.readTop(object, false)
        || !isAtEnd(document))
        return std::nullopt;
    return report;
}

void UsageSniffer::take(const Report &report)
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
// only be the end of a key. Counts the content; true when the chunk has to be parsed.
bool UsageSniffer::scanKeys(QByteArrayView data)
{
    const char *const begin = data.data();
    const char *const end = begin + data.size();
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    bool parse = false;
    for (const char *at = begin; at < end;) {
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
        if (before.endsWith("\"usage") || before.endsWith("\"error")) {
            parse = parse || *at != 'n';
        } else if (*at != '"') {
            continue;
        } else if (before.endsWith("\"type")) {
            m_isResponsesApi = m_isResponsesApi || value.startsWith("\"response.");
            parse = parse || value.startsWith("\"error\"");
        } else if (m_isResponsesApi
                       ? before.endsWith("\"delta")
                       : before.endsWith("content") || before.endsWith("\"text") || before.endsWith("\"arguments")) {
            at = countText(at, end);
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
    const std::optional<Report> report = read(data);
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
    if (m_bodyGivenUp)
        return;
    if (m_body.size() + piece.size() > LargestBody) {
        m_bodyGivenUp = true;
        m_body = QByteArray();
        return;
    }
    m_body.append(piece);
}

void UsageSniffer::plainEnd()
{
    if (!m_body.isEmpty())
        if (const std::optional<Report> report = read(m_body))
            take(*report);
    m_body = QByteArray();
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
