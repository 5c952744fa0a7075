// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/api/mappingexplainer.h"

#include "proxy/base/jsontext.h"

namespace keyswitch
{

MappingExplanation MappingExplanation::of(const QByteArray &agentId, const ConfigSnapshot &config,
                                          const DirectorySnapshot &directory)
{
    MappingExplanation told;
    told.agentId = agentId;
    const bool mock = config.upstream.mode == UpstreamSettings::Mode::Mock;
    told.upstream = mock ? QByteArray("mock") : config.upstream.baseUrl + "/chat/completions";
    told.model = config.defaultModel;
    told.agent = directory.agent(agentId);
    if (told.agent)
        told.user = directory.user(told.agent->user);
    if (!told.agent || !told.user) {
        told.refusal = Failure{FailureKind::UnknownAgent, {}};
        return told;
    }
    if (!told.agent->model.isEmpty())
        told.model = told.agent->model;
    if (told.user->litellmKey)
        told.keyFingerprint = told.user->litellmKey->fingerprint();
    if (!told.agent->enabled)
        told.refusal = Failure{FailureKind::AgentDisabled, {}};
    else if (!told.user->enabled)
        told.refusal = Failure{FailureKind::UserDisabled, told.user->name};
    else if (told.keyFingerprint.isEmpty())
        told.refusal = Failure{FailureKind::UserWithoutKey, told.user->name};
    else if (!mock && config.upstream.baseUrl.isEmpty())
        told.refusal = Failure{FailureKind::UpstreamNotConfigured, {}};
    return told;
}

QByteArray MappingExplanation::toJson(const QByteArray &refusalBody) const
{
    const auto orNull = [](const QByteArray &text) { return text.isEmpty() ? QByteArray("null") : jsonText(text); };
    QByteArray out = R"({"object":"keyswitch.mapping","agent":)";
    if (agent) {
        out += R"({"id":)" + jsonText(agent->externalId) + R"(,"name":)" + orNull(agent->name) + R"(,"enabled":)"
            + (agent->enabled ? "true" : "false") + '}';
    } else {
        out += "null";
    }
    out += R"(,"user":)";
    if (user)
        out += R"({"name":)" + jsonText(user->name) + R"(,"enabled":)" + (user->enabled ? "true" : "false") + '}';
    else
        out += "null";
    out += R"(,"key_fingerprint":)" + orNull(keyFingerprint) + R"(,"model":)" + orNull(model) + R"(,"would_pass":)"
        + (refusal ? "false" : "true");
    // The refusal is an {"error":…} object of its own: its inside goes in here.
    out += R"(,"refusal":)" + (refusalBody.isEmpty() ? QByteArray("null") : refusalBody) + '}';
    return out;
}

} // namespace keyswitch
