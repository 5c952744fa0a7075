// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

namespace keyswitch::test
{

using namespace std::chrono_literals;

Answer Answer::parse(const QByteArray &bytes)
{
    Answer answer;
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (!bytes.startsWith("HTTP/1.1 ") || end < 0)
        return answer;
    answer.status = bytes.mid(9, 3).toInt();
    answer.head = bytes.left(end + 4);
    QByteArray rest = bytes.mid(end + 4);
    if (answer.field("transfer-encoding") != "chunked") {
        answer.body = rest;
        answer.whole = answer.body.size() == answer.field("content-length").toLongLong();
        return answer;
    }
    while (true) {
        const qsizetype line = rest.indexOf("\r\n");
        if (line < 0)
            return answer;
        const qsizetype size = rest.left(line).toLongLong(nullptr, 16);
        if (size == 0) {
            answer.whole = rest == "0\r\n\r\n";
            return answer;
        }
        answer.body += rest.mid(line + 2, size);
        rest = rest.mid(line + 2 + size + 2);
    }
}

QByteArray Answer::field(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

QByteArray Answer::errorCode() const
{
    return QJsonDocument::fromJson(body).object()[u"error"].toObject()[u"code"].toString().toUtf8();
}

House::House(ScriptedUpstream::Script onPost, const Flags &flags)
    : m_upstream(std::make_unique<ScriptedUpstream>(
        [onPost = std::move(onPost)](UpstreamConnection &connection, const RecordedRequest &request) {
            if (request.method == "POST")
                onPost(connection, request);
            else
                connection.answer(404, "{}", JsonLine); // the proxy's own questions, whether LiteLLM is well
        }))
{
    Flags all{{"upstream.mode", "litellm"}, {"upstream.base_url", m_upstream->baseUrl()}};
    all.insert(flags);
    open(std::move(all), "LETTA_GLOBAL_API_KEY=" + QByteArray(AgentKey) + '\n');
}

House::House(const Flags &flags, const QByteArray &envFile)
{
    open(flags, envFile);
}

void House::open(Flags flags, const QByteArray &envFile)
{
    QFile file(m_folder.filePath(QStringLiteral("env")));
    if (!file.open(QIODevice::WriteOnly) || file.write(envFile) != envFile.size())
        qFatal("no environment file");
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.close();
    flags.insert("listen.port", "0");
    if (const QByteArray engine = qgetenv("KEYSWITCH_TEST_ENGINE"); !engine.isEmpty())
        flags.insert("upstream.engine", engine);
    flags.insert("log.level", "error"); // the row of each request is looked at, its log line is not
    const ServiceOptions options{m_folder.filePath(QStringLiteral("data")), file.fileName(), std::move(flags), false};
    const auto opened = waited(LocalGatewayService::open(options));
    if (!opened)
        qFatal("%s: %s", qPrintable(opened.error().title), qPrintable(opened.error().detail));
    m_service = *opened;
    const auto url = waited(m_service->serve());
    if (!url)
        qFatal("%s", qPrintable(url.error().title));
    m_port = quint16(QUrl(*url).port());
}

bool House::hasStockEngine()
{
    return qgetenv("KEYSWITCH_TEST_ENGINE") == "qt";
}

House::~House()
{
    shutDown(0ms);
    m_service.reset();
}

void House::shutDown(std::chrono::milliseconds grace)
{
    const QFuture<void> done = m_service->shutDown(grace);
    if (!QTest::qWaitFor([&] { return done.isFinished(); }, 20'000))
        qFatal("the service does not end");
}

void House::addUser(const QByteArray &name, bool withKey)
{
    const QString text = QString::fromUtf8(name);
    const QString mail = text + QLatin1String("@example.org");
    const auto user = waited(m_service->addUser({mail, text, Secret(withKey ? "sk-" + name : QByteArray())}));
    const auto agent = waited(m_service->addAgent({text + QLatin1String("-agent"), text, mail, {}}));
    if (!user || !agent)
        qFatal("cannot add %s", name.constData());
}

int House::posts() const
{
    int found = 0;
    for (const RecordedRequest &request : m_upstream->requests())
        found += request.method == "POST";
    return found;
}

QByteArray House::request(const QByteArray &agent, const QByteArray &body, const QByteArray &fields,
                          const QByteArray &target)
{
    return "POST /api/v1/llm-proxy/" + agent + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
        + QByteArray(AgentKey) + "\r\nContent-Type: application/json\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n" + fields + "\r\n" + body;
}

Answer House::ask(const QByteArray &agent, const QByteArray &body, const QByteArray &fields) const
{
    return askRaw(request(agent, body, fields + "Connection: close\r\n"));
}

Answer House::askRaw(const QByteArray &bytes) const
{
    RawClient client(m_port);
    client.send(bytes);
    return Answer::parse(client.receiveAll());
}

QList<RequestRow> House::rows(int atLeast)
{
    QList<RequestRow> rows;
    const bool enough = QTest::qWaitFor(
        [&] {
            rows = waited(m_service->requests({1000, {}, {}, {}})).value_or(QList<RequestRow>());
            return rows.size() >= atLeast;
        },
        8000);
    if (!enough)
        qWarning("only %d rows of %d", int(rows.size()), atLeast);
    return rows;
}

RequestRow House::onlyRow()
{
    const QList<RequestRow> all = rows(1);
    if (all.size() != 1)
        qWarning("%d rows", int(all.size()));
    return all.value(0);
}

RequestRow House::rowOf(const Answer &answer)
{
    RequestRow found;
    const QString id = QString::fromLatin1(answer.field("x-request-id"));
    const bool there = QTest::qWaitFor(
        [&] {
            for (const RequestRow &row : rows(1)) {
                if (row.requestId == id)
                    found = row;
            }
            return !found.requestId.isEmpty();
        },
        8000);
    if (!there)
        qWarning("no row for this answer");
    return found;
}

QByteArray chat(bool stream, const QByteArray &extra)
{
    return R"({"model":"gpt-flow","messages":[{"role":"user","content":"hi"}])"
        + QByteArray(stream ? R"(,"stream":true)" : "") + extra + '}';
}

QByteArray plainAnswer()
{
    return R"({"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",)"
           R"("content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":7,)"
           R"("total_tokens":12}})";
}

QByteArray streamEvent(const QByteArray &content)
{
    return R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":")"
        + content + "\"}}]}\n\n";
}

QByteArray usageEvent()
{
    return R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":5,)"
           R"("completion_tokens":7,"total_tokens":12}})"
           "\n\n";
}

} // namespace keyswitch::test
