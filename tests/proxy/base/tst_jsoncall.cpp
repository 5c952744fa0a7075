// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/jsoncall.h"
#include "tests/support/jsonserver.h"
#ifdef TEST_ENGINE_CURL
#include "proxy/forward/upstreamaccessmanager.h"
#endif

#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QTest>

using namespace keyswitch;
using keyswitch::test::JsonServer;
using namespace Qt::StringLiterals;

#ifdef TEST_ENGINE_CURL
using Manager = UpstreamAccessManager;
#else
using Manager = QNetworkAccessManager;
#endif

class tst_JsonCall : public QObject
{
    Q_OBJECT

    Manager m_manager;
    JsonServer m_server;

    JsonRequest request() const
    {
        JsonRequest request;
        request.baseUrl = m_server.baseUrl();
        request.target = "/v1/thing?key=sk-in-the-query";
        request.bearer = std::make_shared<const Secret>("bearer-hunter2");
        request.service = QStringLiteral("Letta");
        request.step = QStringLiteral("fetch the thing");
        request.deadline = std::chrono::seconds(5);
        return request;
    }
    Result<JsonAnswer> call(const JsonRequest &request)
    {
        std::optional<Result<JsonAnswer>> result;
        JsonCall::start(m_manager, request, [&](Result<JsonAnswer> answer) { result = std::move(answer); });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 8000))
            return tl::unexpected(Problem{Problem::Code::Storage, QStringLiteral("the test timed out"), {}, {}, {}});
        return *result;
    }
    Result<JsonAnswer> callWith(const JsonServer::Answer &answer)
    {
        m_server.setScript([answer](const JsonServer::Asked &) { return answer; });
        return call(request());
    }

private Q_SLOTS:
    void init() { m_server.forget(); }

    void sendsWhatWasAsked()
    {
        m_server.setScript([](const JsonServer::Asked &) { return JsonServer::Answer{201, "{\"a\":[1]}"}; });
        JsonRequest asked = request();
        for (const char *method : {"GET", "POST", "PATCH", "DELETE"}) {
            asked.method = method;
            asked.body = method[0] == 'P' ? QJsonValue(QJsonObject{{"x"_L1, 1}}) : QJsonValue(QJsonValue::Undefined);
            const Result<JsonAnswer> answer = call(asked);
            QVERIFY(answer);
            QCOMPARE(answer->status, 201);
            QCOMPARE(answer->value["a"_L1][0], 1);
            const JsonServer::Asked seen = m_server.asked().last();
            QCOMPARE(seen.method, QByteArray(method));
            QCOMPARE(seen.target, QByteArray("/v1/thing?key=sk-in-the-query"));
            QCOMPARE(seen.fields.value("authorization"), QByteArray("Bearer bearer-hunter2"));
            QCOMPARE(seen.body, asked.body.isUndefined() ? QByteArray() : QByteArray("{\"x\":1}"));
            QCOMPARE(seen.fields.contains("content-type"), !asked.body.isUndefined());
        }
        asked.bearer.reset();
        QVERIFY(call(asked));
        QVERIFY(!m_server.asked().last().fields.contains("authorization"));
    }

    void anyJsonValueIsAnAnswer_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("text") << QByteArray("\"I'm alive!\"") << QJsonValue("I'm alive!"_L1);
        QTest::newRow("number") << QByteArray("2") << QJsonValue(2);
        QTest::newRow("null") << QByteArray("null") << QJsonValue();
        QTest::newRow("nothing") << QByteArray(" \n") << QJsonValue(QJsonValue::Undefined);
        QTest::newRow("list") << QByteArray("[]") << QJsonValue(QJsonArray());
    }
    void anyJsonValueIsAnAnswer()
    {
        QFETCH(QByteArray, body);
        QFETCH(QJsonValue, value);
        const Result<JsonAnswer> answer = callWith({200, body});
        QVERIFY(answer);
        QCOMPARE(answer->value, value);
    }

    void aSecretIsTakenOutBeforeParsing()
    {
        m_server.setScript([](const JsonServer::Asked &) {
            return JsonServer::Answer{200, "{\"key\":\"sk-fresh-1\",\"user_id\":\"u\"}"};
        });
        JsonRequest asked = request();
        asked.secretField = "key";
        const Result<JsonAnswer> answer = call(asked);
        QVERIFY(answer);
        QVERIFY(answer->secret->equals("sk-fresh-1"));
        QCOMPARE(answer->value["key"_L1], "**********"_L1);
        QCOMPARE(answer->value["user_id"_L1], "u"_L1);
    }

    void aProblemTellsStepPlaceAndRemedyAndNoKey_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Problem::Code>("code");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, int status, const char *body, Problem::Code code, const char *said) {
            QTest::newRow(name) << status << QByteArray(body) << code << QString::fromUtf8(said);
        };
        using Code = Problem::Code;
        row("Letta 401", 401, "{\"detail\":\"Unauthorized\"}", Code::Unauthorized, "Status 401: Unauthorized");
        row("LiteLLM 401", 401, "{\"error\":{\"message\":\"Received=bearer-hunter2, sk-hunter2-hash\",\"type\":\"x\"}}",
            Code::Unauthorized, "Received=[key], [key]");
        row("403", 403, "{}", Code::Unauthorized, "Status 403.");
        row("404", 404, "{\"detail\":{\"error\":\"gone\"}}", Code::NotFound, "gone");
        row("409", 409, "{\"error\":{\"message\":\"exists\"}}", Code::Conflict, "exists");
        row("422", 422, "{\"detail\":[{\"loc\":[\"body\",\"llm_config\",0],\"msg\":\"Field required\"}]}",
            Code::Refused, "body.llm_config.0: Field required");
        row("500 text", 500, "Internal Server Error", Code::Refused, "Status 500.");
        row("502 page", 502, "<html><body>hunter2", Code::Refused, "Status 502: a web page instead of JSON");
        row("307", 307, "", Code::Unexpected, "not followed");
        row("page", 200, "<!DOCTYPE html><p>hunter2", Code::Unexpected, "a web page instead of JSON");
        row("text", 200, "hello hunter2", Code::Unexpected, "not JSON");
        row("two values", 200, "1,2", Code::Unexpected, "not JSON");
        row("cut", 200, "{\"a\":", Code::Unexpected, "not JSON");
        row("closed", 0, "", Code::Unreachable, "closed before");
    }
    void aProblemTellsStepPlaceAndRemedyAndNoKey()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(Problem::Code, code);
        QFETCH(QString, said);
        const Result<JsonAnswer> answer =
            callWith({status, body, "text/plain", "location: http://elsewhere.example/\r\n"});
        QVERIFY(!answer);
        const Problem problem = answer.error();
        QCOMPARE(word(problem.code), word(code));
        QVERIFY(problem.title.contains("Letta"_L1));
        QVERIFY2(problem.detail.contains("fetch the thing"_L1), qPrintable(problem.detail));
        QVERIFY2(problem.detail.contains(said), qPrintable(problem.detail));
        QCOMPARE(problem.url, QString::fromLatin1(m_server.baseUrl()) + "/v1/thing"_L1);
        QVERIFY(!problem.remedy.isEmpty());
        QVERIFY(!(problem.title + problem.detail + problem.url + problem.remedy).contains("hunter2"_L1));
        if (status == 307)
            QCOMPARE(m_server.asked().size(), 1);
    }

    void aLongMessageIsShortened()
    {
        const Result<JsonAnswer> answer = callWith({400, "{\"detail\":\"" + QByteArray(5000, 'x') + "\"}"});
        QVERIFY(!answer && answer.error().detail.size() < 400);
    }

    void nobodyListeningIsUnreachable()
    {
        quint16 port = 0;
        {
            JsonServer gone;
            port = gone.serverPort();
        }
        JsonRequest asked = request();
        asked.baseUrl = "http://127.0.0.1:" + QByteArray::number(port);
        const Result<JsonAnswer> answer = call(asked);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, Problem::Code::Unreachable);
        QVERIFY(answer.error().detail.contains("refused"_L1));
    }

    void silenceEndsAtTheDeadline()
    {
        m_server.setScript([](const JsonServer::Asked &) { return JsonServer::Answer{-1}; });
        JsonRequest asked = request();
        asked.deadline = std::chrono::milliseconds(100);
        const int closed = m_server.closedByClient();
        const Result<JsonAnswer> answer = call(asked);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, Problem::Code::Timeout);
        QTRY_COMPARE(m_server.closedByClient(), closed + 1);
    }

    void anAnswerThatNeverEndsIsCutOff()
    {
        const Result<JsonAnswer> answer = callWith({200, '[' + QByteArray(17 * 1024 * 1024, ' ') + ']'});
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, Problem::Code::Unexpected);
        QVERIFY(answer.error().detail.contains("16 MiB"_L1));
    }

    void cancellingTheFutureEndsTheRequest()
    {
        m_server.setScript([](const JsonServer::Asked &) { return JsonServer::Answer{-1}; });
        const int closed = m_server.closedByClient();
        QFuture<Result<int>> future = callJson<int>(m_manager, request(), [](const JsonAnswer &) { return 1; });
        QTRY_COMPARE(m_server.asked().size(), 1);
        future.cancel();
        QTRY_COMPARE(m_server.closedByClient(), closed + 1);
        QTRY_VERIFY(future.isFinished());
        QVERIFY(future.isCanceled());
    }

    void theFutureHasTheConvertedValue()
    {
        m_server.setScript([](const JsonServer::Asked &) { return JsonServer::Answer{200, "[1,2,3]"}; });
        const QFuture<Result<int>> future = callJson<int>(
            m_manager, request(), [](const JsonAnswer &answer) { return int(answer.value.toArray().size()); });
        QTRY_VERIFY(future.isFinished());
        QCOMPARE(*future.result(), 3);
    }

    void aManagerThatDiesCancelsTheFuture()
    {
        m_server.setScript([](const JsonServer::Asked &) { return JsonServer::Answer{-1}; });
        auto manager = std::make_unique<Manager>();
        const QFuture<Result<int>> future = callJson<int>(*manager, request(), [](const JsonAnswer &) { return 1; });
        QTRY_COMPARE(m_server.asked().size(), 1);
        manager.reset();
        QVERIFY(future.isFinished());
        QVERIFY(future.isCanceled());
    }
};

QTEST_GUILESS_MAIN(tst_JsonCall)
#include "tst_jsoncall.moc"
