// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace keyswitch
{

// An agent as Letta 0.16 tells it. The configurations are kept whole, since a change has to send them whole.
struct LettaAgent {
    QString id; // "agent-<uuid>"
    QString name;
    QString type; // "letta_v1_agent"
    QStringList tags;
    QJsonObject llmConfig;
    QJsonObject embeddingConfig; // empty: none

    QString model() const;
    QString modelEndpoint() const; // where its calls go; empty: Letta's default provider
    // letta_v1_agent sends models named o1…, o3…, o4… and gpt-5… to {endpoint}/responses, all others to
    // {endpoint}/chat/completions; a prefix as in "openai/gpt-5-mini" makes it the latter. Measured on 0.16.7.
    bool usesResponsesApi() const;

    // Nothing when it has no id that may stand in a URL, or no llm_config.
    static std::optional<LettaAgent> fromJson(const QJsonValue &value);
};

struct LettaAgentList {
    QList<LettaAgent> agents;
    int unreadable = 0; // entries that were not understood
    bool complete = true; // false: Letta's pages went round in a circle, or there were too many
};

// What a PATCH changes. Configurations go as a whole: Letta refuses partial ones. Never by "model": that replaces the
// endpoint by a provider's.
struct LettaChange {
    QJsonObject llmConfig; // empty: left as it is
    QJsonObject embeddingConfig; // empty: left as it is
    std::optional<QStringList> tags;

    QJsonObject toJson() const;
};

struct LettaHealth {
    QString version;
    QString status; // "ok"
};

// What POST /v1/agents/ needs of ours.
struct LettaNewAgent {
    QString name;
    QString model;
    int contextWindow = 32'000;
    QByteArray endpoint; // model_endpoint, and embedding_endpoint when there is an embedding model
    QString embeddingModel; // empty: no embedding_config
    int embeddingDimensions = 1536;
    QStringList tags;

    QJsonObject toJson() const;
};

} // namespace keyswitch
