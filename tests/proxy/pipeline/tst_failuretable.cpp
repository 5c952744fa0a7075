// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/pipeline/failuretable.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QtTest>

using namespace keyswitch;

class tst_FailureTable : public QObject
{
    Q_OBJECT

private:
    static constexpr int Kinds = int(FailureKind::Internal) + 1; // the last one
    static QList<FailureKind> all()
    {
        QList<FailureKind> list;
        for (int i = 0; i < Kinds; ++i)
            list.append(FailureKind(i));
        return list;
    }
    static bool namesField(FailureKind kind)
    {
        return kind == FailureKind::MissingParameter || kind == FailureKind::WrongParameterType
            || kind == FailureKind::ForbiddenParameter;
    }
    static QJsonObject errorOf(const QByteArray &body)
    {
        QJsonParseError error{};
        const QJsonDocument document = QJsonDocument::fromJson(body, &error);
        if (error.error != QJsonParseError::NoError || document.object().size() != 1)
            return {};
        return document.object()[u"error"].toObject();
    }

private Q_SLOTS:
    void everyFailureIsAnErrorInOpenAisShape()
    {
        static const QSet<QString> types{
            QStringLiteral("invalid_request_error"), QStringLiteral("authentication_error"),
            QStringLiteral("permission_error"),      QStringLiteral("not_found_error"),
            QStringLiteral("server_error"),          QStringLiteral("upstream_error")};
        for (const FailureKind kind : all()) {
            const QByteArray body = errorBody({kind, "name"});
            const QJsonObject error = errorOf(body);
            QVERIFY2(error.keys()
                         == QStringList({QStringLiteral("code"), QStringLiteral("message"), QStringLiteral("param"),
                                         QStringLiteral("type")}),
                     body.constData());
            QVERIFY2(types.contains(error[u"type"].toString()), body.constData());
            QVERIFY2(
                QRegularExpression(QStringLiteral("^[a-z]+(_[a-z]+)*$")).match(error[u"code"].toString()).hasMatch(),
                body.constData());
            const QString message = error[u"message"].toString();
            QVERIFY2(message.size() > 10 && (message.endsWith(u'.') || message.endsWith(u'?')), body.constData());
            QCOMPARE(error[u"param"].isNull(), !namesField(kind));
            QVERIFY(!body.contains('\n')); // it also stands in an SSE event
        }
    }

    void everyStatusIsAnErrorsAndFitsItsType()
    {
        for (const FailureKind kind : all()) {
            const FailureAnswer answer = answerTo({kind, {}});
            const QByteArray type = answer.type;
            QVERIFY2(answer.status >= 400 && answer.status < 600, answer.code);
            QCOMPARE(type == "server_error" || type == "upstream_error", answer.status >= 500);
            QCOMPARE(type == "authentication_error", answer.status == 401);
            QCOMPARE(type == "permission_error", answer.status == 403);
            QCOMPARE(type == "not_found_error", answer.status == 404);
            if (type == "upstream_error")
                QVERIFY2(answer.status == 502 || answer.status == 504, answer.code);
        }
    }

    void codesTellFailuresApart()
    {
        QHash<QByteArray, FailureKind> codes;
        for (const FailureKind kind : all()) {
            const QByteArray code = answerTo({kind, {}}).code;
            const bool same = code == "invalid_json" // two sentences for one mistake
                && kind == FailureKind::BodyNotObject;
            QVERIFY2(same || !codes.contains(code), code.constData());
            codes.insert(code, kind);
        }
    }

    void fieldsAreWholeHeaderLines()
    {
        for (const FailureKind kind : all()) {
            const QByteArray fields = answerTo({kind, "GET, POST"}).fields;
            QVERIFY2(fields.isEmpty() || fields.endsWith("\r\n"), fields.constData());
            for (const QByteArray &line : fields.split('\n').mid(0, fields.count('\n')))
                QVERIFY2(line.indexOf(": ") > 0 && line.endsWith('\r'), fields.constData());
        }
        QVERIFY(answerTo({FailureKind::MissingBearer, {}}).fields.contains("www-authenticate: Bearer"));
        QVERIFY(answerTo({FailureKind::WrongBearer, {}}).fields.contains("www-authenticate: Bearer"));
        QVERIFY(answerTo({FailureKind::MethodNotAllowed, "POST"}).fields.contains("allow: POST\r\n"));
        QVERIFY(answerTo({FailureKind::ShuttingDown, {}}).fields.contains("retry-after: "));
        QVERIFY(answerTo({FailureKind::Overloaded, {}}).fields.contains("retry-after: "));
        QVERIFY(answerTo({FailureKind::StoreFull, {}}).fields.contains("retry-after: "));
    }

    void whateverTheParameterTheBodyIsJson_data()
    {
        QTest::addColumn<QByteArray>("param");
        QTest::newRow("quotes") << QByteArray("a\"b\\c/d");
        QTest::newRow("JSON of its own") << QByteArray("\"},\"error\":{\"message\":\"x");
        QTest::newRow("control characters") << QByteArray("a\0\x01\x1f\r\n\tb\x7f", 9);
        QTest::newRow("an event of its own") << QByteArray("\n\ndata: [DONE]\n\n");
        QTest::newRow("not UTF-8") << QByteArray("\xff\xc3\x28\xed\xa0\x80");
        QTest::newRow("other scripts") << QByteArray("Мария 田中 🙂 \u2028");
        QTest::newRow("long") << QByteArray(100'000, '"');
    }
    void whateverTheParameterTheBodyIsJson()
    {
        QFETCH(QByteArray, param);
        for (const FailureKind kind : all()) {
            const QByteArray body = errorBody({kind, param});
            QVERIFY2(!errorOf(body).isEmpty(), body.left(300).constData());
            QVERIFY(!body.contains('\n') && !body.contains('\r'));
            if (namesField(kind))
                QCOMPARE(errorOf(body)[u"param"].toString(), QString::fromUtf8(param));
        }
    }

    void onlyWhatIsMeantToBeToldIsTold()
    {
        static const QSet<FailureKind> tells{FailureKind::HostNotAllowed,    FailureKind::MethodNotAllowed,
                                             FailureKind::UserDisabled,      FailureKind::UserWithoutKey,
                                             FailureKind::MissingParameter,  FailureKind::WrongParameterType,
                                             FailureKind::ForbiddenParameter};
        for (const FailureKind kind : all()) {
            const QByteArray body = errorBody({kind, "sk-secret http://10.0.0.1:4000"});
            QCOMPARE(body.contains("sk-secret"), tells.contains(kind));
            const QByteArray without = errorBody({kind, {}});
            QVERIFY2(!without.contains("://") && !without.contains("sk-"), without.constData());
        }
    }

    void aRequestThatMayBeRepeatedIsToldSo()
    {
        // OpenAI's SDKs repeat 408, 409, 429 and 5xx by themselves: none of ours may be one of the first three.
        for (const FailureKind kind : all()) {
            const int status = answerTo({kind, {}}).status;
            QVERIFY(status != 408 && status != 409 && status != 429);
        }
        QVERIFY(errorBody({FailureKind::UpstreamClosed, {}}).contains("not repeated"));
    }
};

QTEST_GUILESS_MAIN(tst_FailureTable)
#include "tst_failuretable.moc"
