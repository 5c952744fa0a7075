// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/carecommands.h"

#include "proxy/command/commandline.h"
#include "proxy/service/caredescribe.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace keyswitch
{

namespace
{

using Parsed = tl::expected<CareCommand, QString>;

QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

// The process that has the data may stand in another folder.
QString absolute(const QString &file)
{
    return file.isEmpty() ? file : QFileInfo(file).absoluteFilePath();
}

// "2026-11-01" (midnight UTC) or a whole ISO time; without a zone it is UTC.
bool takeTime(const QString &text, QDateTime &time)
{
    if (text.size() == 10) {
        time = QDateTime(QDate::fromString(text, Qt::ISODate), QTime(0, 0), Qt::UTC);
    } else {
        time = QDateTime::fromString(text, Qt::ISODate);
        if (time.timeSpec() == Qt::LocalTime)
            time.setTimeSpec(Qt::UTC);
        time = time.toUTC();
    }
    return time.isValid();
}

Parsed backup(QStringList &words)
{
    if (words.isEmpty())
        return command::Backup{};
    const QString word = words.takeFirst();
    if (word == QLatin1String("list"))
        return command::BackupList{};
    return command::Backup{absolute(word)};
}

tl::expected<void, QString> takeWindow(QHash<QString, QString> &options, ExportOrder &order)
{
    const QString from = options.take(QStringLiteral("from"));
    const QString to = options.take(QStringLiteral("to"));
    const QString since = options.take(QStringLiteral("since"));
    if (!since.isEmpty() && !from.isEmpty())
        return tl::unexpected(tr("--since and --from say the same: give one."));
    if ((!from.isEmpty() && !takeTime(from, order.from)) || (!to.isEmpty() && !takeTime(to, order.to)))
        return tl::unexpected(tr("--from and --to take a date such as 2026-11-01, or 2026-11-01T12:00:00Z."));
    if (!since.isEmpty()) {
        const auto span = parseSpan(since);
        if (!span)
            return tl::unexpected(tr("--since takes a time such as 90s, 15m, 24h, 7d or 4w."));
        order.from = QDateTime::currentDateTimeUtc().addSecs(-span->count());
    }
    return {};
}

Parsed exportCommand(QStringList &words, QHash<QString, QString> &options)
{
    command::Export command;
    ExportOrder &order = command.order;
    const auto what = fromWord<ExportOrder::What>(words.isEmpty() ? QString() : words.takeFirst());
    if (!what)
        return tl::unexpected(tr("“export” takes requests, usage, users or agents."));
    order.what = *what;
    if (options.contains(QStringLiteral("format"))) {
        const auto format = fromWord<ExportOrder::Format>(options.take(QStringLiteral("format")));
        if (!format)
            return tl::unexpected(tr("--format takes csv or jsonl."));
        order.format = *format;
    }
    order.file = absolute(options.take(QStringLiteral("output")));
    const bool hasWindow = order.what == ExportOrder::What::Requests || order.what == ExportOrder::What::Usage;
    if (hasWindow) {
        if (const auto taken = takeWindow(options, order); !taken)
            return tl::unexpected(taken.error());
    }
    if (order.what == ExportOrder::What::Requests) {
        order.user = options.take(QStringLiteral("user"));
        order.agent = options.take(QStringLiteral("agent"));
    }
    if (order.what == ExportOrder::What::Usage && options.contains(QStringLiteral("by"))) {
        const auto by = fromWord<UsageGroup>(options.take(QStringLiteral("by")));
        if (!by)
            return tl::unexpected(tr("--by takes user, agent, model or day."));
        order.by = *by;
    }
    return command;
}

Parsed importCommand(QStringList &words, QHash<QString, QString> &options)
{
    const auto what = fromWord<ImportOrder::What>(words.isEmpty() ? QString() : words.takeFirst());
    if (!what)
        return tl::unexpected(tr("“import” takes users or agents, then a file."));
    if (words.isEmpty())
        return tl::unexpected(tr("“import” needs a CSV file."));
    return command::Import{{*what, absolute(words.takeFirst()), options.remove(QStringLiteral("dry-run")) > 0}};
}

} // namespace

std::optional<Parsed> parseCareCommand(const QString &noun, QStringList &words, QHash<QString, QString> &options)
{
    if (noun == QLatin1String("backup"))
        return backup(words);
    if (noun == QLatin1String("restore")) {
        if (words.isEmpty())
            return tl::unexpected(
                tr("“restore” needs a backup's file; “keyswitchd backup list” tells those there are."));
        return command::Restore{absolute(words.takeFirst())};
    }
    if (noun == QLatin1String("export"))
        return exportCommand(words, options);
    if (noun == QLatin1String("import"))
        return importCommand(words, options);
    return std::nullopt;
}

} // namespace keyswitch
