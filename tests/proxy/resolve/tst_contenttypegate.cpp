// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/contenttypegate.h"

#include <QTest>

using namespace keyswitch;

class tst_ContentTypeGate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void knowsJson_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("json");
        for (const char *value : {"application/json", "Application/JSON", "application/json;charset=utf-8",
                                  "application/json ; Charset=UTF-8", "application/json; charset=\"utf-8\"",
                                  "application/json;", "application/json; "})
            QTest::newRow(value) << QByteArray(value) << true;
        for (const char *value :
             {"", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/json",
              "application/jsonp", "application/json-seq", "application/json, application/x-www-form-urlencoded",
              "application/json; charset=utf-16", "application/json; charset=utf-8; boundary=x",
              "application/json; boundary=form", "application/json x", "json", "application/*", "*/*"})
            QTest::newRow(*value ? value : "nothing") << QByteArray(value) << false;
    }
    void knowsJson()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, json);
        QCOMPARE(ContentTypeGate::isJson(value), json);
    }

    void stopsBodiesThatSayTheyAreSomethingElse_data()
    {
        QTest::addColumn<Endpoint>("endpoint");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("passes");
        const QByteArray json = "content-type: application/json\r\n";
        const QByteArray form = "content-type: application/x-www-form-urlencoded\r\n";
        QTest::newRow("JSON") << Endpoint::ChatCompletions << json << true;
        QTest::newRow("not said") << Endpoint::ChatCompletions << QByteArray("accept: */*\r\n") << true;
        QTest::newRow("empty") << Endpoint::ChatCompletions << QByteArray("content-type: \r\n") << false;
        QTest::newRow("form") << Endpoint::ChatCompletions << form << false;
        QTest::newRow("form, embeddings") << Endpoint::Embeddings << form << false;
        QTest::newRow("JSON and form") << Endpoint::Responses << json + form << false;
        QTest::newRow("form and JSON") << Endpoint::Responses << form + json << false;
        QTest::newRow("JSON twice") << Endpoint::Completions << json + json << false;
        QTest::newRow("where no body is looked at") << Endpoint::Models << form << true;
        QTest::newRow("our own answers") << Endpoint::Live << form << true;
    }
    void stopsBodiesThatSayTheyAreSomethingElse()
    {
        QFETCH(Endpoint, endpoint);
        QFETCH(QByteArray, fields);
        QFETCH(bool, passes);
        Exchange exchange;
        exchange.endpoint = endpoint;
        exchange.head.fields = fields;
        const std::optional<Failure> failure = ContentTypeGate::apply(exchange);
        QCOMPARE(!failure, passes);
        if (failure)
            QCOMPARE(failure->kind, FailureKind::BodyNotJsonType);
    }
};

QTEST_APPLESS_MAIN(tst_ContentTypeGate)
#include "tst_contenttypegate.moc"
