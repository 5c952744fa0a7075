// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace keyswitch;
using namespace keyswitch::test;
using namespace std::chrono_literals;

// A first start with nothing set up: it answers by itself, and says how to ask.
class tst_FirstStart : public QObject
{
    Q_OBJECT

private:
    // The request that a curl line would make, as far as the line is ours.
    static QByteArray requestOf(const QString &line)
    {
        const auto between = [&line](const QString &from, const QString &to) {
            const qsizetype begin = line.indexOf(from) + from.size();
            return line.mid(begin, line.indexOf(to, begin) - begin).toUtf8();
        };
        const QUrl url(QString::fromUtf8(between(QStringLiteral("curl -N "), QStringLiteral(" "))));
        const QByteArray body = between(QStringLiteral("-d '"), QStringLiteral("'"));
        return "POST " + url.path().toUtf8() + " HTTP/1.1\r\nHost: " + url.authority().toUtf8() + "\r\n"
            + between(QStringLiteral("-H '"), QStringLiteral("'"))
            + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

private Q_SLOTS:
    void initTestCase()
    {
        // What somebody has set up for himself would make it no first start.
        for (const char *const name :
             {"LLM_PROXY__LLM_MODE", "KEYSWITCH_UPSTREAM_MODE", "LITELLM_BASE_URL", "LLM_PROXY__LITELLM_PROXY_URL",
              "KEYSWITCH_UPSTREAM_BASE_URL", "LETTA_GLOBAL_API_KEY", "KEYSWITCH_AGENTS_GLOBAL_KEY"})
            qunsetenv(name);
    }

    void theCurlLineItShowsWorks()
    {
        House house{House::Flags(), QByteArray()};
        const auto status = House::waited(house.service().status());
        QVERIFY(status && status->mock && status->serving);
        QVERIFY2(status->curlExample.startsWith(QLatin1String("curl -N http://127.0.0.1:")),
                 qPrintable(status->curlExample));
        const Answer answer = house.askRaw(requestOf(status->curlExample));
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.whole);
        QVERIFY(answer.body.contains("\"choices\"") && answer.body.endsWith(DoneEvent));
        const RequestRow row = house.onlyRow();
        QCOMPARE(row.outcome, Outcome::Ok);
        QVERIFY(row.stream);
        QCOMPARE(row.requestId.toUtf8(), answer.field("x-request-id"));
        QVERIFY(row.tokens.isKnown());
    }

    void thereIsAnAgentToLookAt()
    {
        House house{House::Flags(), QByteArray()};
        const auto users = House::waited(house.service().users());
        const auto agents = House::waited(house.service().agents());
        QCOMPARE(users->size(), 1);
        QCOMPARE(agents->size(), 1);
        QVERIFY(agents->constFirst().userHasKey);
        QVERIFY(agents->constFirst().endpoint.startsWith(QLatin1String("http://127.0.0.1:")));
        // Its test goes the whole way.
        const QFuture<CheckStep> test = house.service().testMapping({agents->constFirst().externalId, true, false, {}});
        QTRY_VERIFY_WITH_TIMEOUT(test.isFinished(), 10'000);
        QVERIFY(test.resultCount() > 0);
        for (const CheckStep &step : test.results())
            QVERIFY2(step.verdict != CheckStep::Verdict::Failed, qPrintable(step.title + u' ' + step.detail));
    }

    void withALiteLlmThereIsNoDemo()
    {
        House house([](UpstreamConnection &, const RecordedRequest &) {});
        QCOMPARE(House::waited(house.service().users())->size(), 0);
        const auto status = House::waited(house.service().status());
        QVERIFY(!status->mock);
        QCOMPARE(status->curlExample, QString());
    }
};

QTEST_GUILESS_MAIN(tst_FirstStart)
#include "tst_firststart.moc"
