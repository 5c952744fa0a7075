// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fakeservice/fakegatewayservice.h"

#include <QMetaMethod>

namespace keyswitch
{

// The fake service, which besides keeps what it was asked with, secrets included.
class RecordingService : public FakeGatewayService
{
    Q_OBJECT
public:
    QByteArray lastSecret;
    AgentCreation lastCreation;
    NewAgent lastAgent;
    RequestQuery lastQuery;
    UsageQuery lastUsage;
    int doctorCalls = 0;

    bool isTrafficWanted() const { return isSignalConnected(QMetaMethod::fromSignal(&GatewayService::traffic)); }

    QFuture<Result<UserSummary>> addUser(NewUser user) override
    {
        lastSecret = user.litellmKey.view().toByteArray();
        return FakeGatewayService::addUser(std::move(user));
    }
    QFuture<Result<UserSummary>> setUserKey(UserId user, Secret key) override
    {
        lastSecret = key.view().toByteArray();
        return FakeGatewayService::setUserKey(user, std::move(key));
    }
    QFuture<Result<AgentSummary>> addAgent(NewAgent agent) override
    {
        lastAgent = agent;
        return FakeGatewayService::addAgent(std::move(agent));
    }
    QFuture<Result<AgentSummary>> createAgent(AgentCreation agent) override
    {
        lastCreation = agent;
        return FakeGatewayService::createAgent(std::move(agent));
    }
    QFuture<Result<QList<RequestRow>>> requests(RequestQuery query) override
    {
        lastQuery = query;
        return FakeGatewayService::requests(std::move(query));
    }
    QFuture<Result<QList<UsageRow>>> usage(UsageQuery query) override
    {
        lastUsage = query;
        return FakeGatewayService::usage(std::move(query));
    }
    QFuture<CheckStep> doctor() override
    {
        ++doctorCalls;
        return FakeGatewayService::doctor();
    }
};

} // namespace keyswitch
