// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/letta/lettaagent.h"

#include <QJsonArray>

#include <algorithm>

namespace keyswitch
{

using namespace Qt::StringLiterals;

namespace
{

// The id is put into URLs: nothing in it may have a meaning there.
bool isPlainId(const QString &id)
{
    return !id.isEmpty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-'
            || c == u'_';
    });
}

} // namespace

QString LettaAgent::model() const
{
    return llmConfig["model"_L1].toString();
}

QString LettaAgent::modelEndpoint() const
{
    return llmConfig["model_endpoint"_L1].toString();
}

bool LettaAgent::usesResponsesApi() const
{
    if (type != "letta_v1_agent"_L1)
        return false;
    const QString name = model();
    return name.startsWith("o1"_L1) || name.startsWith("o3"_L1) || name.startsWith("o4"_L1)
        || name.startsWith("gpt-5"_L1);
}

std::optional<LettaAgent> LettaAgent::fromJson(const QJsonValue &value)
{
    LettaAgent agent;
    agent.id = value["id"_L1].toString();
    agent.name = value["name"_L1].toString();
    agent.type = value["agent_type"_L1].toString();
    agent.llmConfig = value["llm_config"_L1].toObject();
    agent.embeddingConfig = value["embedding_config"_L1].toObject();
    for (const QJsonValue tag : value["tags"_L1].toArray())
        agent.tags.append(tag.toString());
    if (!isPlainId(agent.id) || agent.llmConfig.isEmpty())
        return {};
    return agent;
}

QJsonObject LettaChange::toJson() const
{
    QJsonObject body;
    if (!llmConfig.isEmpty())
        body.insert("llm_config"_L1, llmConfig);
    if (!embeddingConfig.isEmpty())
        body.insert("embedding_config"_L1, embeddingConfig);
    if (tags)
        body.insert("tags"_L1, QJsonArray::fromStringList(*tags));
    return body;
}

QJsonObject LettaNewAgent::toJson() const
{
    const QString url = QString::fromLatin1(endpoint);
    QJsonObject body{{"name"_L1, name},
                     {"llm_config"_L1,
                      QJsonObject{{"model"_L1, model},
                                  {"model_endpoint_type"_L1, "openai"_L1},
                                  {"model_endpoint"_L1, url},
                                  {"context_window"_L1, contextWindow}}}};
    if (!embeddingModel.isEmpty())
        body.insert("embedding_config"_L1,
                    QJsonObject{{"embedding_model"_L1, embeddingModel},
                                {"embedding_endpoint_type"_L1, "openai"_L1},
                                {"embedding_endpoint"_L1, url},
                                {"embedding_dim"_L1, embeddingDimensions},
                                {"embedding_chunk_size"_L1, 300}});
    if (!tags.isEmpty())
        body.insert("tags"_L1, QJsonArray::fromStringList(tags));
    return body;
}

} // namespace keyswitch
