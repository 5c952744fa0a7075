// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/requestwriter.h"

#include "proxy/store/requestkey.h"

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

// A request's first attempt has its own id (upstreamsender.cpp).
static bool isTextOf(const RequestId &id, const QByteArray &text)
{
    const std::optional<RequestId> read = text.size() == 36 ? RequestId::fromText(text) : std::nullopt;
    return read == id;
}

// Ids come from the upstream: anything longer than any known id is cut, so that a row stays a row.
static QByteArray shortText(const QByteArray &bytes)
{
    const QByteArray text = bytes.size() > 200 ? bytes.left(200) : bytes;
    if (text.isValidUtf8() && !text.contains('\0'))
        return text;
    QString repaired = QString::fromUtf8(text);
    repaired.replace(QChar(0), QChar(QChar::ReplacementCharacter));
    return repaired.toUtf8();
}

static std::optional<qint64> microseconds(const std::optional<std::chrono::microseconds> &time)
{
    return time ? std::optional<qint64>(time->count()) : std::nullopt;
}

RequestWriter::RequestWriter(const Connection &connection)
    : m_connection(connection)
    , m_models(connection, Dimension::Table::Models)
    , m_failures(connection, Dimension::Table::Failures)
    , m_rollUps(connection)
    , m_insert(connection,
               "INSERT INTO requests(id,user_id,agent_id,model_id,kind,stream,status,outcome,prompt_tokens,"
               "completion_tokens,cached_tokens,reasoning_tokens,estimated,cost_nano,cost_origin,ttft_us,duration_us,"
               "request_bytes,response_bytes,request_id,upstream_id,call_id,failure_id) "
               "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO NOTHING")
    , m_select(connection, u"SELECT request_id FROM requests WHERE id=?"_s)
{
}

Result<qint64> RequestWriter::write(const std::vector<UsageRecord> &batch)
{
    Transaction transaction(m_connection);
    qint64 added = 0;
    Done done = transaction.begin();
    done = done ? writeAll(batch, added) : done;
    done = done ? transaction.commit() : done;
    if (done)
        return added;
    // What was numbered and summed is rolled back with the rows.
    m_models.forget();
    m_failures.forget();
    m_rollUps.forget();
    return tl::unexpected(done.error());
}

Done RequestWriter::writeAll(const std::vector<UsageRecord> &batch, qint64 &added)
{
    for (const UsageRecord &record : batch) {
        const Result<qint64> model = m_models.number(record.model);
        if (!model)
            return tl::unexpected(model.error());
        const Result<qint64> failure = m_failures.number(record.failureCode);
        if (!failure)
            return tl::unexpected(failure.error());
        const auto key = insert(record, *model, *failure);
        if (!key)
            return tl::unexpected(key.error());
        if (!*key)
            continue;
        ++added;
        m_rollUps.add(millisecondsOf(**key), qint64(record.user), qint64(record.agent), *model, figuresOf(record));
    }
    return m_rollUps.write();
}

Result<std::optional<qint64>> RequestWriter::insert(const UsageRecord &record, qint64 model, qint64 failure)
{
    const QByteArrayView id = record.id.view();
    const bool sameId = isTextOf(record.id, record.callId);
    const TokenUsage &tokens = record.tokens;
    const QByteArray upstreamId = shortText(record.upstreamId);
    const QByteArray callId = sameId ? QByteArrayLiteral("=") : shortText(record.callId);
    for (int attempt = 0;; ++attempt) {
        const qint64 key = requestKey(record.id, attempt);
        m_insert << key << qint64(record.user) << qint64(record.agent) << model << qint64(record.kind)
                 << qint64(record.stream) << record.status << qint64(record.outcome) << tokens.prompt
                 << tokens.completion << tokens.cached << tokens.reasoning << qint64(tokens.estimated)
                 << (record.cost.amount ? std::optional<qint64>(count(*record.cost.amount)) : std::nullopt)
                 << qint64(record.cost.origin) << microseconds(record.ttft) << qint64(record.duration.count())
                 << record.requestBytes << record.responseBytes;
        m_insert.bytes(id).text(upstreamId).text(callId);
        m_insert << (failure ? std::optional<qint64>(failure) : std::nullopt);
        const Result<int> added = m_insert.run();
        if (!added)
            return tl::unexpected(added.error());
        if (*added == 1)
            return key;
        QByteArray there;
        const Done done = m_select.forEach({key}, [&](const Statement &row) { there = row.bytes(0); });
        if (!done)
            return tl::unexpected(done.error());
        if (there == id)
            return std::optional<qint64>();
    }
}

} // namespace keyswitch::store
