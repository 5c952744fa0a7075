// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/exchange.h"

#include <QByteArray>
#include <QNetworkRequest>

#include <array>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace keyswitch
{

class UpstreamAccessManager;

// Makes the upstream's request out of an exchange and sends it: its address, which of the client's fields go on, the
// user's key, and what LiteLLM is told to book it under. One per worker; thread of its access manager.
//
// What does not change from request to request is made once per ConfigSnapshot.
class UpstreamSender
{
public:
    // `manager` outlives this. Ours takes the fields and the key as attributes; for any other they are translated to
    // setRawHeader(), which is slower and leaves copies of the key in memory nobody wipes.
    explicit UpstreamSender(QNetworkAccessManager &manager);

    // Once per attempt: sets exchange.callId anew, as LiteLLM silently drops the spend row of a call id it has seen.
    // Needs config, endpoint (one that is relayed), head, id and upstreamBody; agent and user may be null. Without a
    // key nothing is sent in its place. The reply belongs to the caller; read upstream::HeaderBlock from it.
    QNetworkReply *send(Exchange &exchange);

private:
    void adopt(const std::shared_ptr<const ConfigSnapshot> &config);
    QNetworkReply *limitKept(QNetworkReply *reply) const;
    QNetworkRequest requestFor(const Exchange &exchange) const;
    QByteArray fieldsFor(const Exchange &exchange) const;
    void attach(QNetworkRequest &request, const QByteArray &fields, const std::shared_ptr<const Secret> &key) const;

    QNetworkAccessManager &m_manager;
    UpstreamAccessManager *m_ours; // null: any other, which knows none of our attributes
    QByteArray m_hop; // our mark and a line end
    std::shared_ptr<const ConfigSnapshot> m_config; // held, so that another one cannot come to its address
    std::array<QNetworkRequest, 6> m_templates; // by RequestKind
};

} // namespace keyswitch
