// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/requestwriter.h"

#include "proxy/store/requestkey.h"

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

// Ids come from the upstream: anything longer than any known id is cut, so that a row stays a row.
static QVariant shortText(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return QVariant(QMetaType::fromType<QString>());
    QString text = QString::fromUtf8(bytes.left(200));
    text.replace(QChar(0), QChar(QChar::ReplacementCharacter));
    return text;
}

static QVariant microseconds(const std::optional<std::chrono::microseconds> &time)
{
    return nullable(time ? std::optional<qint64>(time->count()) : std::nullopt);
}

RequestWriter::RequestWriter(const Connection &connection)
    : m_connection(connection)
    , m_models(connection, Dimension::Table::Models)
    , m_failures(connection, Dimension::Table::Failures)
    , m_rollUps(connection)
    , m_insert(connection,
               u"INSERT INTO requests(id,user_id,agent_id,model_id,kind,stream,status,outcome,prompt_tokens,"
               "completion_tokens,cached_tokens,reasoning_tokens,estimated,cost_nano,cost_origin,ttft_us,duration_us,"
               "request_bytes,response_bytes,request_id,upstream_id,call_id,failure_id) "
               "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO NOTHING"_s)
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
    const QByteArray id = record.id.bytes();
    const bool sameId = record.callId == record.id.text();
    const TokenUsage &tokens = record.tokens;
    QVariantList values{
        qint64(0),
        qint64(record.user),
        qint64(record.agent),
        model,
        int(record.kind),
        int(record.stream),
        record.status,
        int(record.outcome),
        nullable(tokens.prompt),
        nullable(tokens.completion),
        nullable(tokens.cached),
        nullable(tokens.reasoning),
        int(tokens.estimated),
        nullable(record.cost.amount ? std::optional<qint64>(count(*record.cost.amount)) : std::nullopt),
        int(record.cost.origin),
        microseconds(record.ttft),
        qint64(record.duration.count()),
        record.requestBytes,
        record.responseBytes,
        id,
        shortText(record.upstreamId),
        sameId ? QVariant(u"="_s) : shortText(record.callId),
        nullable(failure ? std::optional<qint64>(failure) : std::nullopt),
    };
    for (int attempt = 0;; ++attempt) {
        const qint64 key = requestKey(record.id, attempt);
        values[0] = key;
        if (const Done done = m_insert.run(values); !done)
            return tl::unexpected(done.error());
        if (m_insert.affected() == 1)
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
