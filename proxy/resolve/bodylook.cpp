// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/bodylook.h"

#include "proxy/resolve/jsonscan.h"

#include <algorithm>
#include <array>

namespace keyswitch
{

namespace
{
using Refusal = tl::expected<void, Failure>;

// Fields with which a client of LiteLLM could send the request elsewhere, use another credential than its user's key,
// answer without a model, or change the price that its budget is charged with. Refused wherever LiteLLM reads them: at
// the top and in extra_body. LiteLLM refuses some of them itself, depending on version and settings.
constexpr std::array<QByteArrayView, 46> ForbiddenFields{
    // where the request goes
    "api_base",
    "base_url",
    "api_version",
    "custom_llm_provider",
    "deployment_url",
    "aws_bedrock_runtime_endpoint",
    "s3_endpoint_url",
    "sagemaker_base_url",
    "nvcf_function_id",
    "use_ssl",
    "proxy_server_request",
    // whose credential it carries
    "api_key",
    "user_config",
    "extra_headers",
    "headers",
    "organization",
    "azure_ad_token",
    "vertex_credentials",
    "vertex_ai_credentials",
    "vertex_project",
    "vertex_location",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "aws_region_name",
    "aws_session_name",
    "aws_profile_name",
    "aws_role_name",
    "aws_external_id",
    "aws_web_identity_token",
    "aws_sts_endpoint",
    "aws_bedrock_project_id",
    // which model answers, or whether one does
    "model_list",
    "litellm_params",
    "fallbacks",
    "context_window_fallbacks",
    "content_policy_fallbacks",
    "default_fallbacks",
    "specific_deployment",
    "mock_response",
    "mock_tool_calls",
    "mock_timeout",
    "mock_testing_fallbacks",
    // what it costs
    "input_cost_per_token",
    "output_cost_per_token",
    "input_cost_per_second",
};

// In metadata and litellm_metadata: LiteLLM books a request on what stands there.
constexpr QByteArrayView ForbiddenMetadata = "user_api_key";

// Objects that are looked into with the same care as the top level.
constexpr qsizetype LongestKey = 64; // no name we know is as long; longer keys need not be decoded

tl::unexpected<Failure> refused(FailureKind kind, QByteArrayView param = {})
{
    return tl::unexpected(Failure{kind, param.toByteArray()});
}

struct Member {
    QByteArrayView key; // decoded, at least its first LongestKey bytes
    QByteArrayView value; // its token or text
    qsizetype valueAt = 0; // in the text walked
};

// Calls `visit` with each member of the object that `text` begins with and returns where the object ends.
template <typename Visit> tl::expected<qsizetype, Failure> eachMember(QByteArrayView text, int depth, Visit &&visit)
{
    JsonScan scan(text, depth);
    const auto notJson = [] { return refused(FailureKind::BodyNotJson); };
    if (!scan.take('{'))
        return notJson();
    scan.skipSpace();
    if (scan.take('}'))
        return scan.position();
    QByteArray decoded;
    for (;;) {
        scan.skipSpace();
        const qsizetype keyAt = scan.position();
        if (!scan.skipString())
            return notJson();
        const QByteArrayView token = text.sliced(keyAt, scan.position() - keyAt);
        scan.skipSpace();
        if (!scan.take(':'))
            return notJson();
        scan.skipSpace();
        Member member;
        member.valueAt = scan.position();
        if (!scan.skipValue())
            return notJson();
        member.value = text.sliced(member.valueAt, scan.position() - member.valueAt);
        member.key = token.sliced(1, token.size() - 2);
        if (member.key.contains('\\')) {
            decoded = decodedString(token, LongestKey);
            member.key = decoded;
        }
        if (const Refusal done = visit(member); !done)
            return tl::unexpected(done.error());
        scan.skipSpace();
        if (scan.take('}'))
            return scan.position();
        if (!scan.take(','))
            return notJson();
    }
}

bool isNull(QByteArrayView value)
{
    return value == "null";
}

bool isForbidden(QByteArrayView key)
{
    return std::find(ForbiddenFields.begin(), ForbiddenFields.end(), key) != ForbiddenFields.end();
}

// Walks the top level and keeps the last of each field that counts.
class Looker
{
public:
    Looker(Endpoint endpoint, QByteArrayView body)
        : m_endpoint(endpoint)
        , m_body(body)
    {
    }

    tl::expected<BodyLook, Failure> look();

private:
    Refusal visit(const Member &member);
    Refusal judge();
    Refusal judgeModel();
    Refusal judgeStream();
    Refusal judgeStreamOptions();
    Refusal judgeRequired();

    QByteArrayView text(const BodySpan &span) const { return m_body.sliced(span.at, span.size); }
    static QByteArrayView requiredField(Endpoint endpoint);

    const Endpoint m_endpoint;
    const QByteArrayView m_body;
    BodyLook m_look;
    BodySpan m_stream;
    BodySpan m_required;
    Failure m_forbidden; // the first one; told only when the whole body is JSON
    bool m_isForbidden = false;
};

QByteArrayView Looker::requiredField(Endpoint endpoint)
{
    switch (endpoint) {
    case Endpoint::ChatCompletions:
        return "messages";
    case Endpoint::Completions:
        return "prompt";
    case Endpoint::Responses:
    case Endpoint::Embeddings:
        return "input";
    case Endpoint::None:
    case Endpoint::Models:
    case Endpoint::MappingTest:
    case Endpoint::Health:
    case Endpoint::Live:
    case Endpoint::Ready:
        return {};
    }
    return {};
}

Refusal Looker::visit(const Member &member)
{
    const BodySpan span{member.valueAt, member.value.size()};
    const auto forbid = [this](FailureKind kind, QByteArrayView param) {
        if (!m_isForbidden)
            m_forbidden = Failure{kind, param.toByteArray()};
        m_isForbidden = true;
    };
    if (member.key == "model") {
        m_look.modelValue = span;
    } else if (member.key == "stream") {
        m_stream = span;
    } else if (member.key == "stream_options") {
        m_look.streamOptions = span;
    } else if (const QByteArrayView field = requiredField(m_endpoint); !field.isEmpty() && member.key == field) {
        m_required = span;
    } else if (member.key == "metadata" || member.key == "litellm_metadata") {
        // LiteLLM also takes a string of JSON here; nobody needs that, and it would hide what we look for.
        if (isNull(member.value))
            return {};
        if (member.value.front() != '{') {
            forbid(FailureKind::WrongParameterType, member.key);
            return {};
        }
        const auto walked = eachMember(member.value, 1, [&](const Member &inner) -> Refusal {
            if (inner.key.startsWith(ForbiddenMetadata))
                forbid(FailureKind::ForbiddenParameter,
                       member.key.toByteArray() + '.'
                           + inner.key.first(std::min(inner.key.size(), LongestKey)).toByteArray());
            return {};
        });
        if (!walked)
            return tl::unexpected(walked.error());
    } else if (member.key == "extra_body" && member.value.front() == '{') {
        const auto walked = eachMember(member.value, 1, [&](const Member &inner) -> Refusal {
            if (isForbidden(inner.key))
                forbid(FailureKind::ForbiddenParameter, QByteArray("extra_body.") + inner.key.toByteArray());
            return {};
        });
        if (!walked)
            return tl::unexpected(walked.error());
    } else if (isForbidden(member.key)) {
        forbid(FailureKind::ForbiddenParameter, member.key);
    }
    return {};
}

Refusal Looker::judgeModel()
{
    if (!m_look.modelValue.isPresent() || isNull(text(m_look.modelValue)))
        return {};
    const QByteArrayView value = text(m_look.modelValue);
    if (value.front() != '"')
        return refused(FailureKind::WrongParameterType, "model");
    m_look.model = decodedString(value);
    m_look.hasModel = !m_look.model.isEmpty();
    return {};
}

Refusal Looker::judgeStream()
{
    if (!m_stream.isPresent())
        return {};
    const QByteArrayView value = text(m_stream);
    m_look.stream = value == "true";
    if (m_look.stream || value == "false" || isNull(value))
        return {};
    return refused(FailureKind::WrongParameterType, "stream");
}

Refusal Looker::judgeStreamOptions()
{
    if (!m_look.streamOptions.isPresent() || isNull(text(m_look.streamOptions)))
        return {};
    const QByteArrayView options = text(m_look.streamOptions);
    if (options.front() != '{')
        return refused(FailureKind::WrongParameterType, "stream_options");
    m_look.streamOptionsIsObject = true;
    m_look.streamOptionsIsEmpty = true;
    const auto walked = eachMember(options, 1, [this](const Member &member) -> Refusal {
        m_look.streamOptionsIsEmpty = false;
        if (member.key == "include_usage")
            m_look.includeUsage = {m_look.streamOptions.at + member.valueAt, member.value.size()};
        return {};
    });
    if (!walked)
        return tl::unexpected(walked.error());
    if (!m_look.includeUsage.isPresent())
        return {};
    const QByteArrayView value = text(m_look.includeUsage);
    m_look.clientAskedForUsage = value == "true";
    if (m_look.clientAskedForUsage || value == "false" || isNull(value))
        return {};
    return refused(FailureKind::WrongParameterType, "stream_options.include_usage");
}

Refusal Looker::judgeRequired()
{
    const QByteArrayView field = requiredField(m_endpoint);
    if (field.isEmpty())
        return {};
    if (!m_required.isPresent() || isNull(text(m_required)))
        return refused(FailureKind::MissingParameter, field);
    if (m_endpoint != Endpoint::ChatCompletions)
        return {};
    if (text(m_required).front() != '[')
        return refused(FailureKind::WrongParameterType, field);
    JsonScan inside(text(m_required).sliced(1));
    inside.skipSpace();
    if (inside.peek() == ']')
        return refused(FailureKind::MissingParameter, field);
    return {};
}

Refusal Looker::judge()
{
    if (m_isForbidden)
        return tl::unexpected(m_forbidden);
    for (const auto step :
         {&Looker::judgeModel, &Looker::judgeStream, &Looker::judgeStreamOptions, &Looker::judgeRequired})
        if (const Refusal done = (this->*step)(); !done)
            return done;
    return {};
}

tl::expected<BodyLook, Failure> Looker::look()
{
    if (!JsonScan::isUtf8(m_body))
        return refused(FailureKind::BodyNotJson);
    JsonScan scan(m_body);
    scan.skipSpace();
    const qsizetype start = scan.position();
    qsizetype end = start;
    const bool isObject = scan.peek() == '{';
    if (isObject) {
        const auto walked = eachMember(m_body.sliced(start), 1, [&](Member member) {
            member.valueAt += start;
            return visit(member);
        });
        if (!walked)
            return tl::unexpected(walked.error());
        end = start + *walked;
    } else {
        if (!scan.skipValue())
            return refused(FailureKind::BodyNotJson);
        end = scan.position();
    }
    JsonScan rest(m_body.sliced(end));
    rest.skipSpace();
    if (!rest.atEnd())
        return refused(FailureKind::BodyNotJson);
    if (!isObject)
        return refused(FailureKind::BodyNotObject);
    m_look.afterBrace = start + 1;
    if (const Refusal done = judge(); !done)
        return tl::unexpected(done.error());
    return m_look;
}
} // namespace

tl::expected<BodyLook, Failure> lookAt(Endpoint endpoint, QByteArrayView body)
{
    return Looker(endpoint, body).look();
}

} // namespace keyswitch
