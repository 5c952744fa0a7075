// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/jsoncall.h"
#include "proxy/litellm/litellmversion.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>

namespace keyswitch
{

struct LiteLlmState {
    QString version; // empty: not told
    LiteLlmAdvice advice = LiteLlmAdvice::Unknown;
    bool hasDatabase = false; // without one there are no users and no keys
};

// `unreadable` entries were there but not understood: a list must never look complete when it is not.
struct LiteLlmModels {
    QStringList names;
    int unreadable = 0;
};

struct LiteLlmModelInfo {
    QString name; // public name; several deployments may share one
    QString provider;
    QString mode; // "chat", "embedding" …
    std::optional<int> contextTokens;
    // Nano-dollars for a million tokens, as PriceList has them; absent: LiteLLM has no price.
    std::optional<qint64> nanoPerMillionPrompt;
    std::optional<qint64> nanoPerMillionCompletion;
    std::optional<qint64> nanoPerMillionCached;
};
struct LiteLlmModelInfos {
    QList<LiteLlmModelInfo> models;
    int unreadable = 0;
};

struct LiteLlmNewUser {
    QString id;
    QString email;
    QString alias;
};

struct LiteLlmNewKey {
    QString userId; // of a user that exists: an unknown one would get a key that belongs to nobody
    QString alias; // unique among all keys; may be empty
    QStringList models; // empty: all
    std::optional<double> maxBudget; // US dollars
};
struct LiteLlmKey {
    std::shared_ptr<const Secret> key; // in clear, told this once only
    QString hash; // what block, update and delete take in place of the key
    bool callsModelsOnly = false; // false: LiteLLM did not restrict it, so it also opens admin routes
};

// LiteLLM's control plane. Never used for a user's call. Thread: the manager's. Futures are finished from the event
// loop and cancelling one aborts its request. The base URL may be the one calls use: a trailing "/v1" is taken off,
// since the admin API stands beside it.
class LiteLlmClient : public QObject
{
    Q_OBJECT
public:
    LiteLlmClient(QNetworkAccessManager &manager, const QByteArray &baseUrl, std::shared_ptr<const Secret> masterKey,
                  QObject *parent = nullptr);
    void setDeadline(std::chrono::milliseconds deadline) { m_deadline = deadline; }

    QFuture<Done> probe(); // the process lives: no key, no cost, no call to a provider (GET /health/liveliness)
    QFuture<Result<LiteLlmState>> state(); // master key
    QFuture<Result<LiteLlmModels>> models(std::shared_ptr<const Secret> key); // what that key may use
    QFuture<Result<LiteLlmModelInfos>> modelInfo(); // master key
    QFuture<Done> newUser(const LiteLlmNewUser &user); // without a key; Conflict when there is one
    QFuture<Result<LiteLlmKey>> generateKey(const LiteLlmNewKey &key); // for model calls only

private:
    JsonRequest request(const char *method, const char *target, const QString &step) const;
    JsonRequest adminRequest(const char *method, const char *target, const QString &step) const;
    template <typename T> std::optional<QFuture<Result<T>>> missingMasterKey() const;

    QNetworkAccessManager &m_manager;
    QByteArray m_root;
    std::shared_ptr<const Secret> m_masterKey;
    std::chrono::milliseconds m_deadline{10'000};
};

} // namespace keyswitch
