// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/configure/parsedsetting.h"

#include "proxy/configure/settingtable.h"
#include "proxy/configure/urlrules.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace keyswitch
{
namespace
{

using Parsed = tl::expected<ParsedSetting, QString>;

QString text(const char *source)
{
    return QCoreApplication::translate("Settings", source);
}

bool isControl(char c)
{
    return uchar(c) < 0x20 || uchar(c) == 0x7f;
}

QByteArrayView trimmed(QByteArrayView raw)
{
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!raw.isEmpty() && blank(raw.front()))
        raw = raw.sliced(1);
    while (!raw.isEmpty() && blank(raw.back()))
        raw.chop(1);
    return raw;
}

// Digits only: QByteArray::toLongLong() takes a sign and blanks too.
std::optional<qint64> wholeNumber(QByteArrayView digits)
{
    if (digits.isEmpty() || digits.size() > 15)
        return {};
    qint64 value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9')
            return {};
        value = value * 10 + (c - '0');
    }
    return value;
}

QString outOfRange(const Setting &setting, const char *unit)
{
    return text(QT_TRANSLATE_NOOP("Settings", "it must be between %1 and %2"))
        .arg(QString::number(setting.minimum) + QLatin1String(unit),
             QString::number(setting.maximum) + QLatin1String(unit));
}

Parsed parseInteger(const Setting &setting, QByteArrayView raw)
{
    const std::optional<qint64> value = wholeNumber(raw);
    if (!value)
        return tl::unexpected(text(QT_TRANSLATE_NOOP("Settings", "it is not a whole number")));
    if (*value < setting.minimum || *value > setting.maximum)
        return tl::unexpected(outOfRange(setting, ""));
    ParsedSetting parsed;
    parsed.number = *value;
    parsed.shown = QString::number(*value);
    return parsed;
}

// "1500", "1500ms", "90s", "1.5m", "2h". Fractions to the millisecond.
std::optional<qint64> milliseconds(QByteArrayView raw, bool bareNumberIsSeconds)
{
    qsizetype end = 0;
    while (end < raw.size() && ((raw[end] >= '0' && raw[end] <= '9') || raw[end] == '.'))
        ++end;
    const QByteArray unit = trimmed(raw.sliced(end)).toByteArray().toLower();
    qint64 scale = 0;
    if (unit == "ms" || (unit.isEmpty() && !bareNumberIsSeconds))
        scale = 1;
    else if (unit == "s" || unit.isEmpty())
        scale = 1000;
    else if (unit == "m" || unit == "min")
        scale = 60'000;
    else if (unit == "h")
        scale = 3'600'000;
    const QByteArrayView figures = raw.first(end);
    const qsizetype dot = figures.indexOf('.');
    const std::optional<qint64> whole = wholeNumber(dot < 0 ? figures : figures.first(dot));
    if (!scale || !whole || *whole > 1'000'000'000)
        return {};
    qint64 value = *whole * scale;
    if (dot >= 0) {
        const QByteArrayView decimals = figures.sliced(dot + 1).first(std::min<qsizetype>(6, figures.size() - dot - 1));
        const std::optional<qint64> fraction = decimals.isEmpty() ? 0 : wholeNumber(decimals);
        if (!fraction)
            return {};
        qint64 one = 1;
        for (qsizetype i = 0; i < decimals.size(); ++i)
            one *= 10;
        value += *fraction * scale / one;
    }
    return value;
}

Parsed parseDuration(const Setting &setting, QByteArrayView raw, bool bareNumberIsSeconds)
{
    const std::optional<qint64> value = milliseconds(raw, bareNumberIsSeconds);
    if (!value)
        return tl::unexpected(
            text(QT_TRANSLATE_NOOP("Settings", "it is not a duration such as 500ms, 30s, 10m or 1h")));
    if (*value < setting.minimum || *value > setting.maximum)
        return tl::unexpected(outOfRange(setting, " ms"));
    ParsedSetting parsed;
    parsed.number = *value;
    parsed.shown = *value % 1000 ? QStringLiteral("%1 ms").arg(*value) : QStringLiteral("%1 s").arg(*value / 1000);
    return parsed;
}

Parsed parseChoice(const Setting &setting, QByteArrayView raw)
{
    const QByteArray word = raw.toByteArray().toLower();
    QByteArrayList canonical;
    for (const QByteArray &choice : QByteArray(setting.choices).split('|')) {
        const QByteArrayList words = choice.split(',');
        if (words.contains(word)) {
            ParsedSetting parsed;
            parsed.number = canonical.size();
            parsed.shown = QString::fromLatin1(words.first());
            return parsed;
        }
        canonical.append(words.first());
    }
    return tl::unexpected(
        text(QT_TRANSLATE_NOOP("Settings", "it must be one of: %1")).arg(QString::fromLatin1(canonical.join(", "))));
}

// Host names. A URL or a wildcard here would be a hole in the check against DNS rebinding, or match nothing.
Parsed parseList(QByteArrayView raw)
{
    ParsedSetting parsed;
    const QByteArray separated = raw.toByteArray().replace(',', ' ').toLower();
    for (const QByteArray &word : separated.simplified().split(' ')) {
        if (word.isEmpty())
            continue;
        const bool valid =
            word.size() <= 255 && std::all_of(word.begin(), word.end(), [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || QByteArrayView("-._:[]").contains(c);
            });
        if (!valid)
            return tl::unexpected(text(QT_TRANSLATE_NOOP(
                "Settings",
                "it is a list of plain host names such as “keyswitch.example”, without http:// and without *")));
        if (!parsed.list.contains(word))
            parsed.list.append(word);
    }
    parsed.shown = QString::fromLatin1(parsed.list.join(", "));
    return parsed;
}

Parsed parseAddress(QByteArrayView raw)
{
    ParsedSetting parsed;
    const QByteArray word = raw.toByteArray().toLower();
    if (word == "localhost")
        parsed.address = QHostAddress(QHostAddress::LocalHost);
    else if (word == "*")
        parsed.address = QHostAddress(QHostAddress::Any);
    else
        parsed.address = QHostAddress(
            QString::fromLatin1(word.startsWith('[') && word.endsWith(']') ? word.mid(1).chopped(1) : word));
    if (parsed.address.isNull())
        return tl::unexpected(text(QT_TRANSLATE_NOOP("Settings", "it is not an IP address such as 127.0.0.1 or ::1")));
    parsed.shown = parsed.address.toString();
    return parsed;
}

Parsed parseSecret(QByteArrayView raw)
{
    ParsedSetting parsed;
    if (raw.isEmpty())
        return parsed;
    // It becomes a header's value as it stands.
    if (raw.size() > 4096
        || std::any_of(raw.begin(), raw.end(), [](char c) { return uchar(c) <= 0x20 || uchar(c) >= 0x7f; }))
        return tl::unexpected(
            text(QT_TRANSLATE_NOOP("Settings", "a key consists of visible ASCII characters without blanks")));
    parsed.secret = std::make_shared<const Secret>(raw);
    parsed.shown = QString::fromLatin1(parsed.secret->fingerprint());
    return parsed;
}

Parsed parseText(const Setting &setting, QByteArrayView raw)
{
    ParsedSetting parsed;
    parsed.text = raw.toByteArray();
    parsed.shown = QString::fromUtf8(parsed.text);
    if (parsed.shown.toUtf8() != parsed.text)
        return tl::unexpected(text(QT_TRANSLATE_NOOP("Settings", "it is not text in UTF-8")));
    if (parsed.text.size() > setting.maximum)
        return tl::unexpected(
            text(QT_TRANSLATE_NOOP("Settings", "it is longer than %1 characters")).arg(setting.maximum));
    return parsed;
}

} // namespace

tl::expected<ParsedSetting, QString> parseSetting(const Setting &setting, QByteArrayView raw, bool bareNumberIsSeconds)
{
    raw = trimmed(raw);
    if (std::any_of(raw.begin(), raw.end(), isControl))
        return tl::unexpected(text(QT_TRANSLATE_NOOP("Settings", "line breaks and control characters are refused")));
    switch (setting.type) {
    case Setting::Type::Text:
        return parseText(setting, raw);
    case Setting::Type::Url: {
        if (raw.isEmpty())
            return ParsedSetting{};
        const tl::expected<QByteArray, QString> url = normalisedBaseUrl(raw);
        if (!url)
            return tl::unexpected(url.error());
        ParsedSetting parsed;
        parsed.text = *url;
        parsed.shown = QString::fromLatin1(*url);
        return parsed;
    }
    case Setting::Type::Secret:
        return parseSecret(raw);
    case Setting::Type::Integer:
        return parseInteger(setting, raw);
    case Setting::Type::Duration:
        return parseDuration(setting, raw, bareNumberIsSeconds);
    case Setting::Type::Choice:
        return parseChoice(setting, raw);
    case Setting::Type::List:
        return parseList(raw);
    case Setting::Type::Address:
        return parseAddress(raw);
    }
    Q_UNREACHABLE();
}

} // namespace keyswitch
