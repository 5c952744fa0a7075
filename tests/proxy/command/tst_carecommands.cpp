// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/carecommands.h"
#include "proxy/command/commandline.h"
#include "proxy/command/printer.h"

#include <QBuffer>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <functional>

using namespace keyswitch;

class tst_CareCommands : public QObject
{
    Q_OBJECT

private:
    static tl::expected<CommandLine, QString> parse(const char *line)
    {
        return CommandLine::parse(QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts));
    }
    template <typename T> static T commandOf(const char *line)
    {
        auto parsed = parse(line);
        if (!parsed || !std::holds_alternative<CareCommand>(parsed->command)
            || !std::holds_alternative<T>(std::get<CareCommand>(parsed->command))) {
            QTest::qFail(line, __FILE__, __LINE__);
            return {};
        }
        return std::get<T>(std::get<CareCommand>(parsed->command));
    }
    static QByteArray printed(bool json, const std::function<void(const Printer &)> &print)
    {
        FILE *const out = tmpfile();
        print(Printer(json, out, out));
        QByteArray bytes(ftell(out), Qt::Uninitialized);
        rewind(out);
        if (fread(bytes.data(), 1, size_t(bytes.size()), out) != size_t(bytes.size()))
            qFatal("cannot read back");
        fclose(out);
        return bytes;
    }

private Q_SLOTS:
    void wrongLinesAreRefusedWithASentence_data()
    {
        QTest::addColumn<QString>("mentions");
        const auto row = [](const char *line, const char *mentions) {
            QTest::newRow(line) << QString::fromUtf8(mentions);
        };
        row("backup a b", "b");
        row("backup --dry-run", "--dry-run");
        row("restore", "backup list");
        row("restore a b", "b");
        row("export", "requests, usage, users or agents");
        row("export keys", "requests, usage, users or agents");
        row("export requests --format xml", "csv or jsonl");
        row("export requests --from yesterday", "2026-11-01");
        row("export requests --from 2026-13-01", "2026-11-01");
        row("export requests --from 2026-11-01 --since 24h", "--since and --from");
        row("export requests --since 5", "24h");
        row("export requests --by user", "--by");
        row("export usage --by hour", "user, agent, model or day");
        row("export users --since 24h", "--since");
        row("import", "users or agents");
        row("import keys x.csv", "users or agents");
        row("import users", "CSV file");
        row("import users a.csv b.csv", "b.csv");
        row("import users a.csv --dry-run=yes", "takes no value");
    }
    void wrongLinesAreRefusedWithASentence()
    {
        QFETCH(QString, mentions);
        const auto parsed = parse(QTest::currentDataTag());
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().contains(mentions), qPrintable(parsed.error()));
    }

    void filesAreAbsoluteSinceTheServiceMayStandElsewhere()
    {
        QCOMPARE(commandOf<command::Backup>("backup").file, QString());
        QCOMPARE(commandOf<command::Backup>("backup x/y.db").file, QDir::current().filePath(QStringLiteral("x/y.db")));
        QCOMPARE(commandOf<command::Backup>("backup /x.db").file, QStringLiteral("/x.db"));
        QCOMPARE(commandOf<command::Restore>("restore x.db").file, QDir::current().filePath(QStringLiteral("x.db")));
        QCOMPARE(commandOf<command::Import>("import users u.csv").order.file,
                 QDir::current().filePath(QStringLiteral("u.csv")));
        commandOf<command::BackupList>("backup list");
    }

    void readsWhatToExport()
    {
        const ExportOrder all = commandOf<command::Export>("export requests").order;
        QCOMPARE(all, ExportOrder{});
        const ExportOrder order =
            commandOf<command::Export>("export requests --format jsonl --output /o --from 2026-11-01 --to "
                                       "2026-11-02T12:30:00+02:00 --user m@example.org --agent agent-1")
                .order;
        QCOMPARE(order.format, ExportOrder::Format::JsonLines);
        QCOMPARE(order.from, QDateTime(QDate(2026, 11, 1), QTime(0, 0), Qt::UTC));
        QCOMPARE(order.to, QDateTime(QDate(2026, 11, 2), QTime(10, 30), Qt::UTC));
        QCOMPARE(order.user, QStringLiteral("m@example.org"));
        QCOMPARE(order.agent, QStringLiteral("agent-1"));
        const ExportOrder usage = commandOf<command::Export>("export usage --by day --since 24h").order;
        QCOMPARE(usage.by, UsageGroup::Day);
        QVERIFY(qAbs(usage.from.secsTo(QDateTime::currentDateTimeUtc()) - 86'400) < 5);
        QVERIFY(!usage.to.isValid());
    }

    void readsWhatToImport()
    {
        const ImportOrder order = commandOf<command::Import>("import agents /a.csv --dry-run").order;
        QCOMPARE(order, (ImportOrder{ImportOrder::What::Agents, QStringLiteral("/a.csv"), true}));
        QVERIFY(!commandOf<command::Import>("import users /a.csv").order.dryRun);
    }

    void printsWhatAnImportDidAndWhyNot()
    {
        ImportSummary summary;
        summary.lines = {{2, ImportLine::Verdict::New, QStringLiteral("a@example.org"), {}, {}},
                         {3, ImportLine::Verdict::Same, QStringLiteral("same@example.org"), {}, {}},
                         {4,
                          ImportLine::Verdict::Refused,
                          QStringLiteral("b\x1b[2J"),
                          {},
                          {Problem::Code::Invalid, QStringLiteral("The name is empty"), {}, {}, {}}}};
        summary.warnings = {QStringLiteral("delete it")};
        const QByteArray text = printed(false, [&](const Printer &printer) { printer.import(summary, false); });
        QVERIFY(text.contains("The name is empty") && text.contains("Nothing was changed"));
        QVERIFY(text.contains("New: 1, changed: 0, same: 1, refused: 1.") && text.contains("delete it"));
        QVERIFY(!text.contains("same@example.org") && !text.contains('\x1b'));
        summary.lines.removeLast();
        summary.applied = true;
        QVERIFY(printed(false, [&](const Printer &p) { p.import(summary, false); }).contains("All of it is done"));
        const QByteArray json = printed(true, [&](const Printer &printer) { printer.import(summary, false); });
        QVERIFY(QJsonDocument::fromJson(json).object()[u"applied"].toBool());
    }

    void printsBackups()
    {
        QVERIFY(printed(false, [](const Printer &printer) { printer.backups({}); }).contains("no backups"));
        const BackupSummary backup{QStringLiteral("/d/backups/a.db"), BackupSummary::Kind::BeforeUpdate,
                                   QDateTime::currentDateTimeUtc(), 4096, 0};
        const QByteArray text = printed(false, [&](const Printer &printer) { printer.backups({backup}); });
        QVERIFY(text.contains("/d/backups/a.db") && text.contains("before an update") && text.contains("4.00 KiB"));
    }

    void copiesBytesAsTheyAre()
    {
        QByteArray bytes = QByteArray("\0\x1b\xff\r\n", 5).repeated(100'000);
        QBuffer buffer(&bytes);
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        QCOMPARE(printed(false, [&](const Printer &printer) { QVERIFY(printer.copy(buffer)); }), bytes);
    }
};

QTEST_GUILESS_MAIN(tst_CareCommands)
#include "tst_carecommands.moc"
