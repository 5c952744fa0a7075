// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mockanswer.h"

#include "proxy/mock/mockchat.h"
#include "proxy/mock/mockembeddings.h"
#include "proxy/mock/mockresponses.h"

#include <QJsonDocument>

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 ModelsCreated = 1'677'610'602; // LiteLLM says this of every model

MockScript listOfModels()
{
    QJsonArray data;
    for (const MockModel &model : mockModels())
        data.append(QJsonObject{{"id"_L1, model.id()},
                                {"object"_L1, "model"_L1},
                                {"created"_L1, ModelsCreated},
                                {"owned_by"_L1, "keyswitch-mock"_L1}});
    return MockScript::json(200, {{"object"_L1, "list"_L1}, {"data"_L1, data}});
}

MockScript htmlPage()
{
    MockScript script;
    script.status = 502;
    const QByteArray page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                            "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
    script.addField("content-type", "text/html");
    script.addField("content-length", QByteArray::number(page.size()));
    script.pieces.push_back({page});
    return script;
}

// Keeps the head and the first part of a whole answer.
MockScript interrupted(MockScript script, MockScript::Ending ending)
{
    if (script.pieces.size() > 3)
        script.pieces.resize(3);
    else
        script.pieces.front().bytes.truncate(script.pieces.front().bytes.size() / 2);
    script.ending = ending;
    return script;
}

MockScript noAnswer(MockScript::Ending ending)
{
    MockScript script;
    script.status = 0;
    script.ending = ending;
    return script;
}

MockScript wholeAnswer(const MockCall &call, QByteArrayView path)
{
    if (path.endsWith("/embeddings"))
        return mockEmbeddings(call);
    if (call.model.embeds)
        return MockScript::error(404, "invalid_request_error", nullptr,
                                 QStringLiteral("This is not a chat model: %1").arg(call.model.id()), "model");
    if (path.endsWith("/chat/completions"))
        return mockChat(call);
    if (path.endsWith("/responses"))
        return mockResponse(call);
    return mockCompletion(call);
}

MockScript behave(const MockCall &call, QByteArrayView path)
{
    switch (call.model.behaviour) {
    case MockModel::Behaviour::Answer:
        return wholeAnswer(call, path);
    case MockModel::Behaviour::RateLimit: {
        MockScript script = MockScript::error(429, "requests", "rate_limit_exceeded",
                                              QStringLiteral("Rate limit reached for %1.").arg(call.model.id()));
        script.addField("retry-after", "7");
        return script;
    }
    case MockModel::Behaviour::ServerError:
        return MockScript::error(500, "server_error", nullptr,
                                 QStringLiteral("The server had an error while processing your request."));
    case MockModel::Behaviour::WrongKey:
        return MockScript::error(401, "invalid_request_error", "invalid_api_key",
                                 QStringLiteral("Incorrect API key provided."));
    case MockModel::Behaviour::ContextTooLong:
        return MockScript::error(
            400, "invalid_request_error", "context_length_exceeded",
            QStringLiteral(
                "This model's maximum context length is 8 tokens. Please reduce the length of the messages."),
            "messages");
    case MockModel::Behaviour::Cut:
        return interrupted(wholeAnswer(call, path), MockScript::Ending::Break);
    case MockModel::Behaviour::Stall:
        return interrupted(wholeAnswer(call, path), MockScript::Ending::Silence);
    case MockModel::Behaviour::Hang:
        return noAnswer(MockScript::Ending::Silence);
    case MockModel::Behaviour::HtmlPage:
        return htmlPage();
    case MockModel::Behaviour::Close:
        return noAnswer(MockScript::Ending::Break);
    }
    Q_UNREACHABLE();
}

MockScript answer(const MockRequest &request)
{
    QByteArrayView path = request.path;
    while (path.endsWith('/'))
        path.chop(1);
    const bool models = path.endsWith("/models");
    const bool known =
        models || path.endsWith("/completions") || path.endsWith("/embeddings") || path.endsWith("/responses");
    if (!known)
        return MockScript::error(404, "invalid_request_error", nullptr,
                                 QStringLiteral("Invalid URL (%1 %2)")
                                     .arg(QString::fromLatin1(request.method), QString::fromUtf8(request.path)));
    if (request.method != (models ? "GET" : "POST"))
        return MockScript::error(
            405, "invalid_request_error", "method_not_supported",
            QStringLiteral("Not allowed to %1 on this URL.").arg(QString::fromLatin1(request.method)));
    if (!request.hasBearer)
        return MockScript::error(401, "auth_error", "401",
                                 QStringLiteral("Authentication Error, No api key passed in."));
    if (models)
        return listOfModels();

    const QJsonDocument document = QJsonDocument::fromJson(request.body);
    if (!document.isObject())
        return MockScript::error(400, "invalid_request_error", nullptr,
                                 QStringLiteral("We could not parse the JSON body of your request."));
    const QJsonObject body = document.object();
    const QString name = body["model"_L1].toString(path.endsWith("/embeddings") ? QStringLiteral("mock-embed")
                                                                                : QStringLiteral("mock-small"));
    const MockModel *model = findMockModel(name);
    if (!model)
        return MockScript::error(
            404, "invalid_request_error", "model_not_found",
            QStringLiteral("The model `%1` does not exist or you do not have access to it.").arg(name), "model");
    return behave({*model, QString::fromLatin1(request.id), request.now, body, body["stream"_L1].toBool()}, path);
}

} // namespace

MockScript mockAnswer(const MockRequest &request)
{
    MockScript script = answer(request);
    if (script.status && !request.callId.isEmpty())
        script.addField("x-litellm-call-id", request.callId);
    return script;
}

} // namespace keyswitch
