// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/relay/usagereport.h"

#include <simdjson.h>

#include <cstring>
#include <string_view>
#include <utility>

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
    return bytes(text.substr(0, static_cast<std::size_t>(UsageReport::LongestText))).toByteArray();
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

// Fills in a report from the one object a document has; false when its text is not as it should be.
struct ReportReader {
    UsageReport report;

    bool readUsage(od::value value);
    bool readDetails(od::value value, std::string_view wanted, std::optional<Tokens> &into);
    bool readError(od::value value);
    bool readChoices(od::value value);
    bool readTop(od::object object, bool nested);
};

bool ReportReader::readDetails(od::value value, std::string_view wanted, std::optional<Tokens> &into)
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

bool ReportReader::readUsage(od::value value)
{
    if (!isObject(value))
        return true;
    report.hasUsage = true;
    return eachMember(value, [this](std::string_view key, od::value inner) {
        const auto keep = [&inner](std::optional<Tokens> &into) {
            if (const auto tokens = tokensOf(inner))
                into = tokens;
            return true;
        };
        if (key == "prompt_tokens" || key == "input_tokens")
            return keep(report.usage.prompt);
        if (key == "completion_tokens" || key == "output_tokens")
            return keep(report.usage.completion);
        if (key == "prompt_tokens_details" || key == "input_tokens_details")
            return readDetails(inner, "cached_tokens", report.usage.cached);
        if (key == "completion_tokens_details" || key == "output_tokens_details")
            return readDetails(inner, "reasoning_tokens", report.usage.reasoning);
        if (key == "cost")
            if (const auto dollars = parseDollars(bytes(trimmed(inner.raw_json_token()))))
                report.cost = dollars;
        return true;
    });
}

bool ReportReader::readError(od::value value)
{
    const std::string_view token = trimmed(value.raw_json_token());
    if (token == "null")
        return true;
    report.hasError = true;
    if (!isObject(value)) {
        report.errorMessage = textOf(value);
        return true;
    }
    return eachMember(value, [this](std::string_view key, od::value inner) {
        if (key == "code")
            report.errorCode = textOf(inner);
        else if (key == "message")
            report.errorMessage = textOf(inner);
        else if (key == "type")
            report.errorType = textOf(inner);
        return true;
    });
}

bool ReportReader::readChoices(od::value value)
{
    if (!isArray(value)) {
        report.hasContent = report.hasContent || !isEmptyValue(value);
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
            report.hasContent = true;
            continue;
        }
        const bool read = eachMember(choice, [this](std::string_view key, od::value inner) {
            if (key == "index")
                return true;
            if (key != "delta" || !isObject(inner)) {
                report.hasContent = !isEmptyValue(inner) || report.hasContent;
                return true;
            }
            return eachMember(inner, [this](std::string_view, od::value part) {
                report.hasContent = !isEmptyValue(part) || report.hasContent;
                return true;
            });
        });
        if (!read)
            return false;
    }
    return true;
}

bool ReportReader::readTop(od::object object, bool nested)
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
            report.id = textOf(value);
        } else if (key == "choices") {
            return readChoices(value);
        } else if (key == "response" && !nested && isObject(value)) {
            report.isResponseEvent = true;
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
        report.hasError = true;
        if (report.errorCode.isEmpty())
            report.errorCode = code;
        if (report.errorMessage.isEmpty())
            report.errorMessage = message;
    }
    return read;
}

} // namespace

std::optional<UsageReport> UsageReport::read(QByteArrayView json)
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
    ReportReader reader;
    if (parser.iterate(buffer.constData(), size, static_cast<std::size_t>(buffer.size())).get(document)
            != simdjson::SUCCESS
        || document.get_object().get(object) != simdjson::SUCCESS || !reader.readTop(object, false)
        || !isAtEnd(document))
        return std::nullopt;
    return std::move(reader.report);
}

} // namespace keyswitch
