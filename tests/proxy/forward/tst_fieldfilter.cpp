// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/forward/fieldfilter.h"

#include <QTest>

using namespace keyswitch;

class tst_FieldFilter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void drops_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"host",
                                 "authorization",
                                 "proxy-authorization",
                                 "proxy-authenticate",
                                 "proxy-connection",
                                 "x-api-key",
                                 "api-key",
                                 "x-goog-api-key",
                                 "ocp-apim-subscription-key",
                                 "x-litellm-api-key",
                                 "x-litellm-call-id",
                                 "x-litellm-tags",
                                 "x-litellm-",
                                 "litellm-changed-by",
                                 "cookie",
                                 "cookie2",
                                 "forwarded",
                                 "x-forwarded-for",
                                 "x-forwarded-host",
                                 "x-forwarded-proto",
                                 "x-real-ip",
                                 "x-request-id",
                                 "accept-encoding",
                                 "content-length",
                                 "expect",
                                 "connection",
                                 "keep-alive",
                                 "te",
                                 "trailer",
                                 "transfer-encoding",
                                 "upgrade",
                                 "http2-settings",
                                 "x-guard",
                                 "content_length",
                                 "transfer_encoding",
                                 "x_litellm_api_key",
                                 "x.a",
                                 "x!a",
                                 "x-a~"})
            QTest::newRow(name) << QByteArray(name);
    }
    void drops()
    {
        QFETCH(QByteArray, name);
        QCOMPARE(fateOfField(name), FieldFate::Drop);
    }

    void passesOn_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"a", "accept", "content-type", "content-encoding", "user-agent", "openai-organization",
                                 "openai-beta", "x-stainless-lang", "idempotency-key", "x-litellm", "x-forwarded",
                                 "xapi-key", "api-keys", "hosts", "x-session-id", "baggage"})
            QTest::newRow(name) << QByteArray(name);
    }
    void passesOn()
    {
        QFETCH(QByteArray, name);
        QCOMPARE(fateOfField(name), FieldFate::PassOn);
    }

    void knowsTraceFields()
    {
        QCOMPARE(fateOfField("traceparent"), FieldFate::TraceParent);
        QCOMPARE(fateOfField("tracestate"), FieldFate::TraceState);
    }

    void checksTraceParents_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("good");
        const auto row = [](const char *value, bool good) { QTest::newRow(value) << QByteArray(value) << good; };
        row("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true);
        row("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", true);
        row("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false);
        row("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false);
        row("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false);
        row("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false);
        row("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g", false);
        row("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-", false);
        row("00-4bf92f3577b34da6a3ce929d0e0e47360-0f067aa0ba902b7-01", false);
        row("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01", false);
        row("", false);
    }
    void checksTraceParents()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, good);
        QCOMPARE(isTraceParent(value), good);
    }
};

QTEST_APPLESS_MAIN(tst_FieldFilter)
#include "tst_fieldfilter.moc"
