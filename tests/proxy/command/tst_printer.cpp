// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/printer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <functional>

using namespace keyswitch;
using namespace std::chrono_literals;

class tst_Printer : public QObject
{
    Q_OBJECT

private:
    struct Printed {
        QByteArray out;
        QByteArray err;
    };
    static Printed printed(bool json, const std::function<void(const Printer &)> &print)
    {
        FILE *const out = tmpfile();
        FILE *const err = tmpfile();
        print(Printer(json, out, err));
        const auto content = [](FILE *file) {
            QByteArray bytes(ftell(file), Qt::Uninitialized);
            rewind(file);
            if (fread(bytes.data(), 1, size_t(bytes.size()), file) != size_t(bytes.size()))
                qFatal("cannot read back");
            fclose(file);
            return bytes;
        };
        return {content(out), content(err)};
    }

    // Everything that a terminal would obey: escape, carriage return, bell, C1's CSI, a right-to-left override.
    static QString hostile() { return QStringLiteral("Ma\x1b[2Jria\r\a\x7f") + QChar(0x9b) + QChar(0x202e) + u'!'; }
    static bool isHarmless(const QByteArray &bytes)
    {
        for (const QChar c : QString::fromUtf8(bytes)) {
            if (c != u'\n' && (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format))
                return false;
        }
        return true;
    }

    static UserSummary user()
    {
        UserSummary user;
        user.email = QStringLiteral("maria@example.org");
        user.name = QStringLiteral("Maria");
        return user;
    }
    static RequestRow row()
    {
        RequestRow row;
        row.requestId = QStringLiteral("01JD");
        row.startedAt = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC);
        row.model = QStringLiteral("gpt");
        row.status = 200;
        return row;
    }
    static Cost cost(qint64 nano, CostOrigin origin = CostOrigin::LiteLlmHeader) { return {NanoDollars(nano), origin}; }

private Q_SLOTS:
    void costs_data()
    {
        QTest::addColumn<bool>("known");
        QTest::addColumn<qint64>("nano");
        QTest::addColumn<bool>("estimated");
        QTest::addColumn<QString>("text");
        QTest::newRow("unknown") << false << qint64(0) << false << QStringLiteral("unknown");
        QTest::newRow("free") << true << qint64(0) << false << QStringLiteral("$0.000000");
        QTest::newRow("cents") << true << qint64(20'000'000) << false << QStringLiteral("$0.020000");
        QTest::newRow("one nano") << true << qint64(1) << false << QStringLiteral("$0.000000001");
        QTest::newRow("dollars") << true << qint64(12'345'678'901) << false << QStringLiteral("$12.345679");
        QTest::newRow("estimated") << true << qint64(1'100'000) << true << QStringLiteral("~$0.001100");
    }
    void costs()
    {
        QFETCH(bool, known);
        QFETCH(qint64, nano);
        QFETCH(bool, estimated);
        QFETCH(QString, text);
        const Cost value = known ? cost(nano, estimated ? CostOrigin::Estimated : CostOrigin::LiteLlmHeader) : Cost();
        QCOMPARE(costText(value), text);
    }

    void unknownTokensAndCostAreUnknownNotZero()
    {
        RequestRow one = row();
        const QByteArray out = printed(false, [&](const Printer &printer) { printer.requests({one}); }).out;
        QCOMPARE(out.count("unknown"), 3); // prompt, completion, cost
        QVERIFY(!out.contains("$0"));
        const auto json =
            QJsonDocument::fromJson(printed(true, [&](const Printer &printer) { printer.requests({one}); }).out);
        const QJsonObject object = json.array().at(0).toObject();
        QVERIFY(object[u"cost"].toObject()[u"nano_usd"].isNull());
        QVERIFY(object[u"tokens"].toObject()[u"prompt"].isNull());
        QVERIFY(object[u"ttft_us"].isNull());
    }

    void estimatesAreMarked()
    {
        RequestRow one = row();
        one.tokens.completion = 17;
        one.tokens.estimated = true;
        QVERIFY(printed(false, [&](const Printer &printer) { printer.requests({one}); }).out.contains("~17"));
    }

    void aSumWithUnknownPartsSaysSo()
    {
        UsageRow usage;
        usage.key = QStringLiteral("maria@example.org");
        usage.cost = NanoDollars(2'000'000'000);
        usage.requestsWithoutCost = 3;
        const QByteArray out =
            printed(false, [&](const Printer &printer) { printer.usage({usage}, UsageGroup::User); }).out;
        QVERIFY2(out.contains("$2.000000 + 3 of unknown cost"), out.constData());
    }

    void dataCannotSteerATerminal()
    {
        UserSummary badUser = user();
        badUser.name = hostile();
        AgentSummary badAgent;
        badAgent.externalId = badAgent.name = badAgent.model = hostile();
        RequestRow badRow = row();
        badRow.userName = badRow.model = badRow.failureCode = badRow.agentExternalId = hostile();
        UsageRow badUsage;
        badUsage.key = badUsage.label = hostile();
        GatewayStatus badStatus;
        badStatus.proxy.sentence = badStatus.letta.url = badStatus.curlExample = hostile();
        CheckStep badStep;
        badStep.verdict = CheckStep::Verdict::Failed;
        badStep.title = badStep.detail = badStep.url = badStep.remedy = badStep.text = hostile();
        const Problem badProblem{Problem::Code::Unexpected, hostile(), hostile(), hostile(), hostile()};
        const Printed all = printed(false, [&](const Printer &printer) {
            printer.users({badUser});
            printer.agents({badAgent});
            printer.requests({badRow});
            printer.usage({badUsage}, UsageGroup::Agent);
            printer.settings({{QStringLiteral("a"), hostile(), QStringLiteral("flag"), false}});
            printer.status(badStatus);
            printer.step(badStep);
            printer.done(hostile());
            printer.problem(badProblem);
            printer.usageError(hostile());
        });
        QVERIFY(all.out.contains("Ma\xef\xbf\xbd[2Jria"));
        QVERIFY(all.err.contains("Ma\xef\xbf\xbd[2Jria"));
        QVERIFY2(isHarmless(all.out), all.out.constData());
        QVERIFY2(isHarmless(all.err), all.err.constData());
    }

    void aLineBreakInDataDoesNotMakeARow()
    {
        UserSummary forged = user();
        forged.name = QStringLiteral("Maria\nadmin@example.org  Admin");
        const QByteArray out = printed(false, [&](const Printer &printer) { printer.users({forged, user()}); }).out;
        QCOMPARE(out.count('\n'), 3); // head and two users
        CheckStep step;
        step.verdict = CheckStep::Verdict::Failed;
        step.title = QStringLiteral("User\nok       Key: fine");
        step.detail = QStringLiteral("a\nb");
        const QByteArray steps = printed(false, [&](const Printer &printer) { printer.step(step); }).out;
        QCOMPARE(steps.count('\n'), 1);
    }

    void namesInOtherScriptsStay()
    {
        UserSummary one = user();
        one.name = QString::fromUtf8("Мария 田中 🙂");
        const QByteArray out = printed(false, [&](const Printer &printer) { printer.users({one}); }).out;
        QVERIFY2(out.contains("Мария 田中 🙂"), out.constData());
    }

    void columnsStandUnderTheirHeads()
    {
        UserSummary longer = user();
        longer.email = QStringLiteral("a.very.long.address@example.org");
        const QByteArrayList lines = printed(false, [&](const Printer &printer) {
                                         printer.users({user(), longer});
                                     }).out.split('\n');
        QCOMPARE(lines.size(), 4);
        const qsizetype column = lines.at(0).indexOf("Name");
        QCOMPARE(lines.at(1).indexOf("Maria"), column);
        QCOMPARE(lines.at(2).indexOf("Maria"), column);
    }

    void jsonIsOneLineOfItsOwn_data()
    {
        QTest::addColumn<int>("which");
        const char *const names[] = {"users",  "agents", "requests", "usage",   "settings",
                                     "status", "step",   "done",     "problem", "event"};
        for (int i = 0; i < int(std::size(names)); ++i)
            QTest::newRow(names[i]) << i;
    }
    void jsonIsOneLineOfItsOwn()
    {
        QFETCH(int, which);
        const Printed one = printed(true, [&](const Printer &printer) {
            UserSummary badUser = user();
            badUser.name = QStringLiteral("a\nb");
            CheckStep step;
            step.title = step.text = QStringLiteral("a\nb");
            switch (which) {
            case 0:
                return printer.users({badUser});
            case 1:
                return printer.agents({});
            case 2:
                return printer.requests({row(), row()});
            case 3:
                return printer.usage({}, UsageGroup::Day);
            case 4:
                return printer.settings({{QStringLiteral("a"), QStringLiteral("b\nc"), {}, false}});
            case 5:
                return printer.status({});
            case 6:
                return printer.step(step);
            case 7:
                return printer.done(QStringLiteral("Gone"));
            case 8:
                return printer.problem({Problem::Code::NotFound, QStringLiteral("a\nb"), {}, {}, {}});
            case 9:
                return printer.event(QJsonObject{{QStringLiteral("event"), QStringLiteral("listening")}});
            }
        });
        QCOMPARE(one.err, QByteArray());
        QCOMPARE(one.out.count('\n'), 1);
        QVERIFY(one.out.endsWith('\n'));
        QJsonParseError error{};
        QJsonDocument::fromJson(one.out, &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
    }

    void runningStepsAreForMachinesOnly()
    {
        CheckStep step;
        step.title = QStringLiteral("Call");
        QCOMPARE(printed(false, [&](const Printer &printer) { printer.step(step); }).out, QByteArray());
        QVERIFY(printed(true, [&](const Printer &printer) { printer.step(step); }).out.contains("running"));
        step.verdict = CheckStep::Verdict::Ok;
        step.took = 1500us;
        QVERIFY(printed(false, [&](const Printer &printer) { printer.step(step); }).out.contains("1.5 ms"));
    }

    void problemsGoToTheErrorOutput()
    {
        const Problem problem{Problem::Code::Unreachable, QStringLiteral("Title"), QStringLiteral("Detail"),
                              QStringLiteral("http://127.0.0.1:4000"), QStringLiteral("Remedy")};
        const Printed one = printed(false, [&](const Printer &printer) { printer.problem(problem); });
        QCOMPARE(one.out, QByteArray());
        QCOMPARE(one.err, QByteArray("Title\n  Detail\n  http://127.0.0.1:4000\n  Remedy\n"));
    }

    void emptyListsSayWhatToDo()
    {
        QVERIFY(printed(false, [](const Printer &printer) { printer.users({}); }).out.contains("user add"));
        QVERIFY(printed(false, [](const Printer &printer) { printer.agents({}); }).out.contains("agent add"));
        QCOMPARE(printed(true, [](const Printer &printer) { printer.users({}); }).out, QByteArray("[]\n"));
    }
};

QTEST_GUILESS_MAIN(tst_Printer)
#include "tst_printer.moc"
