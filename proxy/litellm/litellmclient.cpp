// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/litellm/litellmclient.h"

#include "proxy/base/threadcall.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

const QString Service = QStringLiteral("LiteLLM");

QString text(const char *source)
{
    return QCoreApplication::translate("LiteLlm", source);
}

// Dollars a token → nano-dollars a million tokens, in which prices are whole numbers.
std::optional<qint64> price(const QJsonValue &dollars)
{
    const double value = dollars.toDouble(-1) * 1e15;
    return value >= 0 && value < 1e18 ? std::optional<qint64>(std::llround(value)) : std::nullopt;
}

std::optional<LiteLlmModelInfo> modelInfoOf(const QJsonValue &entry)
{
    LiteLlmModelInfo model;
    model.name = entry["model_name"_L1].toString();
    const QJsonValue info = entry["model_info"_L1];
    if (model.name.isEmpty() || !info.isObject())
        return {};
    model.provider = info["litellm_provider"_L1].toString();
    model.mode = info["mode"_L1].toString();
    const double context = info["max_input_tokens"_L1].toDouble(0);
    if (context >= 1 && context < 1e9)
        model.contextTokens = int(context);
    model.nanoPerMillionPrompt = price(info["input_cost_per_token"_L1]);
    model.nanoPerMillionCompletion = price(info["output_cost_per_token"_L1]);
    model.nanoPerMillionCached = price(info["cache_read_input_token_cost"_L1]);
    return model;
}

Problem noList(const QString &step)
{
    return unexpectedAnswer(Service, step, text(QT_TRANSLATE_NOOP("LiteLlm", "the answer has no list “data”")));
}

} // namespace

LiteLlmClient::LiteLlmClient(QNetworkAccessManager &manager, const QByteArray &baseUrl,
                             std::shared_ptr<const Secret> masterKey, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
    , m_root(baseUrl)
    , m_masterKey(std::move(masterKey))
{
    while (m_root.endsWith('/'))
        m_root.chop(1);
    if (m_root.endsWith("/v1"))
        m_root.chop(3);
}

JsonRequest LiteLlmClient::request(const char *method, const char *target, const QString &step) const
{
    JsonRequest request;
    request.method = method;
    request.baseUrl = m_root;
    request.target = target;
    request.deadline = m_deadline;
    request.service = Service;
    request.step = step;
    return request;
}

JsonRequest LiteLlmClient::adminRequest(const char *method, const char *target, const QString &step) const
{
    JsonRequest admin = request(method, target, step);
    admin.bearer = m_masterKey;
    return admin;
}

template <typename T> std::optional<QFuture<Result<T>>> LiteLlmClient::missingMasterKey() const
{
    if (m_masterKey && !m_masterKey->isEmpty())
        return {};
    return readyFuture<Result<T>>(tl::unexpected(
        Problem{Problem::Code::Unavailable,
                text(QT_TRANSLATE_NOOP("LiteLlm", "LiteLLM's master key is not set")),
                text(QT_TRANSLATE_NOOP("LiteLlm", "Users, keys and prices can only be managed with it.")),
                {},
                text(QT_TRANSLATE_NOOP("LiteLlm", "Set LITELLM_MASTER_KEY (setting upstream.master_key)."))}));
}

QFuture<Done> LiteLlmClient::probe()
{
    // Any JSON will do: the text has changed between versions.
    return callJson<void>(
        m_manager, request("GET", "/health/liveliness", text(QT_TRANSLATE_NOOP("LiteLlm", "see whether it runs"))),
        [](const JsonAnswer &) { return keyswitch::Done(); });
}

QFuture<Result<LiteLlmState>> LiteLlmClient::state()
{
    if (auto problem = missingMasterKey<LiteLlmState>())
        return *problem;
    const QString step = text(QT_TRANSLATE_NOOP("LiteLlm", "ask for its version"));
    return callJson<LiteLlmState>(
        m_manager, adminRequest("GET", "/health/readiness/details", step),
        [step](const JsonAnswer &answer) -> Result<LiteLlmState> {
            if (!answer.value.isObject())
                return tl::unexpected(
                    unexpectedAnswer(Service, step, text(QT_TRANSLATE_NOOP("LiteLlm", "the answer is not an object"))));
            LiteLlmState state;
            state.version = answer.value["litellm_version"_L1].toString();
            state.advice = adviceFor(state.version);
            state.hasDatabase = answer.value["db"_L1] == "connected"_L1;
            return state;
        });
}

QFuture<Result<LiteLlmModels>> LiteLlmClient::models(std::shared_ptr<const Secret> key)
{
    const QString step = text(QT_TRANSLATE_NOOP("LiteLlm", "list the models of the key"));
    JsonRequest asked = request("GET", "/v1/models", step);
    asked.bearer = std::move(key);
    return callJson<LiteLlmModels>(m_manager, asked, [step](const JsonAnswer &answer) -> Result<LiteLlmModels> {
        if (!answer.value["data"_L1].isArray())
            return tl::unexpected(noList(step));
        LiteLlmModels models;
        for (const QJsonValue entry : answer.value["data"_L1].toArray()) {
            const QString name = entry["id"_L1].toString();
            if (name.isEmpty())
                ++models.unreadable;
            else if (!models.names.contains(name))
                models.names.append(name);
        }
        return models;
    });
}

QFuture<Result<LiteLlmModelInfos>> LiteLlmClient::modelInfo()
{
    if (auto problem = missingMasterKey<LiteLlmModelInfos>())
        return *problem;
    const QString step = text(QT_TRANSLATE_NOOP("LiteLlm", "ask for models and prices"));
    return callJson<LiteLlmModelInfos>(m_manager, adminRequest("GET", "/model/info", step),
                                       [step](const JsonAnswer &answer) -> Result<LiteLlmModelInfos> {
                                           if (!answer.value["data"_L1].isArray())
                                               return tl::unexpected(noList(step));
                                           LiteLlmModelInfos infos;
                                           for (const QJsonValue entry : answer.value["data"_L1].toArray()) {
                                               if (const std::optional<LiteLlmModelInfo> model = modelInfoOf(entry))
                                                   infos.models.append(*model);
                                               else
                                                   ++infos.unreadable;
                                           }
                                           return infos;
                                       });
}

QFuture<Done> LiteLlmClient::newUser(const LiteLlmNewUser &user)
{
    if (auto problem = missingMasterKey<void>())
        return *problem;
    JsonRequest asked = adminRequest("POST", "/user/new", text(QT_TRANSLATE_NOOP("LiteLlm", "make the user")));
    QJsonObject body{{"user_id"_L1, user.id},
                     {"user_role"_L1, "internal_user"_L1},
                     {"auto_create_key"_L1, false}}; // true, the default, makes a spare key that nobody knows of
    if (!user.email.isEmpty())
        body.insert("user_email"_L1, user.email);
    if (!user.alias.isEmpty())
        body.insert("user_alias"_L1, user.alias);
    asked.body = body;
    asked.secretField = "key"; // in case an older one makes a key all the same
    return callJson<void>(m_manager, asked, [](const JsonAnswer &) { return keyswitch::Done(); });
}

QFuture<Result<LiteLlmKey>> LiteLlmClient::generateKey(const LiteLlmNewKey &key)
{
    if (auto problem = missingMasterKey<LiteLlmKey>())
        return *problem;
    const QString step = text(QT_TRANSLATE_NOOP("LiteLlm", "make the key"));
    JsonRequest asked = adminRequest("POST", "/key/generate", step);
    QJsonObject body{{"user_id"_L1, key.userId},
                     {"key_type"_L1, "llm_api"_L1}, // a default key could make further keys and read spend logs
                     {"metadata"_L1, QJsonObject{{"app"_L1, "keyswitch"_L1}}}};
    if (!key.alias.isEmpty())
        body.insert("key_alias"_L1, key.alias);
    if (!key.models.isEmpty())
        body.insert("models"_L1, QJsonArray::fromStringList(key.models));
    if (key.maxBudget)
        body.insert("max_budget"_L1, *key.maxBudget);
    asked.body = body;
    asked.secretField = "key";
    return callJson<LiteLlmKey>(m_manager, asked, [step](const JsonAnswer &answer) -> Result<LiteLlmKey> {
        if (!answer.secret || answer.secret->isEmpty())
            return tl::unexpected(
                unexpectedAnswer(Service, step, text(QT_TRANSLATE_NOOP("LiteLlm", "the answer has no key"))));
        LiteLlmKey made;
        made.key = answer.secret;
        made.hash = answer.value["token_id"_L1].toString(answer.value["token"_L1].toString());
        made.callsModelsOnly = answer.value["key_type"_L1] == "llm_api"_L1
            || answer.value["allowed_routes"_L1].toArray() == QJsonArray{"llm_api_routes"_L1};
        return made;
    });
}

} // namespace keyswitch
