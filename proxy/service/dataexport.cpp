// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/dataexport.h"

#include "proxy/csv/csvwriter.h"
#include "proxy/service/json.h"
#include "proxy/service/rowmapping.h"
#include "proxy/store/store.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

namespace keyswitch
{

using namespace Qt::StringLiterals;
using What = ExportOrder::What;
using Format = ExportOrder::Format;

namespace
{

// lupdate would file the texts of a plain function under the class that surrounds the call.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(DataExport)
};

template <typename T> QByteArray jsonLine(const T &value)
{
    return QJsonDocument(toJson(value).toObject()).toJson(QJsonDocument::Compact) + '\n';
}

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

std::optional<qint64> count(const std::optional<std::chrono::microseconds> &time)
{
    return time ? std::optional<qint64>(time->count()) : std::nullopt;
}

// A sum of which nothing is known is unknown, not 0.
template <typename T> std::optional<T> knownSum(T sum, qint64 withoutIt)
{
    return sum == T(0) && withoutIt > 0 ? std::nullopt : std::optional<T>(sum);
}

const QStringList &head(What what)
{
    static const QStringList requests{u"request_id"_s,
                                      u"started_at"_s,
                                      u"user_email"_s,
                                      u"user_name"_s,
                                      u"agent_id"_s,
                                      u"agent_name"_s,
                                      u"model"_s,
                                      u"kind"_s,
                                      u"stream"_s,
                                      u"status"_s,
                                      u"outcome"_s,
                                      u"code"_s,
                                      u"prompt_tokens"_s,
                                      u"completion_tokens"_s,
                                      u"cached_tokens"_s,
                                      u"reasoning_tokens"_s,
                                      u"tokens_estimated"_s,
                                      u"cost_usd"_s,
                                      u"cost_origin"_s,
                                      u"ttft_us"_s,
                                      u"duration_us"_s,
                                      u"request_bytes"_s,
                                      u"response_bytes"_s,
                                      u"upstream_id"_s,
                                      u"call_id"_s};
    static const QStringList usage{u"key"_s,
                                   u"label"_s,
                                   u"requests"_s,
                                   u"errors"_s,
                                   u"prompt_tokens"_s,
                                   u"completion_tokens"_s,
                                   u"requests_without_usage"_s,
                                   u"cost_usd"_s,
                                   u"requests_without_cost"_s};
    static const QStringList users{u"email"_s,           u"name"_s,   u"enabled"_s,
                                   u"key_fingerprint"_s, u"agents"_s, u"created_at"_s};
    static const QStringList agents{u"agent_id"_s, u"name"_s,    u"user_email"_s, u"user_name"_s,
                                    u"model"_s,    u"enabled"_s, u"created_at"_s, u"last_request_at"_s};
    switch (what) {
    case What::Requests:
        return requests;
    case What::Usage:
        return usage;
    case What::Users:
        return users;
    case What::Agents:
        return agents;
    }
    Q_UNREACHABLE();
}

void add(CsvWriter &csv, const store::RequestRow &row)
{
    const RequestRow shown = rowOf(row);
    csv.text(shown.requestId).text(timeText(row.startedAt)).text(row.userEmail).text(row.userName);
    csv.text(row.agentExternalId).text(row.agentName).text(row.model).text(wordOf(row.kind)).flag(row.stream);
    csv.number(row.status).text(wordOf(row.outcome)).text(row.failureCode);
    csv.number(row.tokens.prompt).number(row.tokens.completion).number(row.tokens.cached);
    csv.number(row.tokens.reasoning).flag(row.tokens.estimated);
    csv.dollars(row.cost.amount).text(wordOf(row.cost.origin));
    csv.number(count(row.ttft)).number(row.duration.count()).number(row.requestBytes).number(row.responseBytes);
    csv.text(row.upstreamId).text(row.callId);
    csv.endLine();
}

void add(CsvWriter &csv, const store::UsageRow &row)
{
    const store::Figures &figures = row.figures;
    csv.text(row.key).text(row.label).number(figures.requests).number(figures.errors);
    csv.number(knownSum(figures.prompt, figures.withoutUsage))
        .number(knownSum(figures.completion, figures.withoutUsage));
    csv.number(figures.withoutUsage).dollars(knownSum(figures.cost, figures.withoutCost)).number(figures.withoutCost);
    csv.endLine();
}

void add(CsvWriter &csv, const store::UserRow &row)
{
    csv.text(row.email).text(row.name).flag(row.enabled).text(row.keyFingerprint).number(row.agents);
    csv.text(timeText(row.createdAt));
    csv.endLine();
}

void add(CsvWriter &csv, const store::AgentRow &row)
{
    csv.text(row.externalId).text(row.name).text(row.userEmail).text(row.userName).text(row.model).flag(row.enabled);
    csv.text(timeText(row.createdAt)).text(timeText(row.lastRequestAt));
    csv.endLine();
}

QByteArray jsonOf(const store::RequestRow &row)
{
    QJsonObject object = toJson(rowOf(row)).toObject();
    object.insert(u"user_email"_s, row.userEmail);
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}
QByteArray jsonOf(const store::UsageRow &row)
{
    QJsonObject object = toJson(rowOf(row)).toObject();
    if (!knownSum(row.figures.cost, row.figures.withoutCost))
        object.insert(u"cost_nano_usd"_s, QJsonValue());
    for (const auto &[name, sum] : {std::pair(u"prompt_tokens"_s, row.figures.prompt),
                                    std::pair(u"completion_tokens"_s, row.figures.completion)}) {
        if (!knownSum(sum, row.figures.withoutUsage))
            object.insert(name, QJsonValue());
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}
QByteArray jsonOf(const store::UserRow &row)
{
    return jsonLine(summaryOf(row));
}
QByteArray jsonOf(const store::AgentRow &row)
{
    QJsonObject object = toJson(summaryOf(row, QString())).toObject();
    object.remove(u"endpoint"_s); // another server's, where the file is read
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

class Export
{
public:
    Export(store::Store &store, const ExportOrder &order, const std::function<bool(int)> &goesOn)
        : m_store(store)
        , m_order(order)
        , m_goesOn(goesOn)
        , m_file(order.file + ".part"_L1)
    {
    }

    Result<qint64> run()
    {
        if (QFileInfo::exists(m_order.file)) {
            return refused(Words::tr("A file of that name exists already"), m_order.file,
                           Words::tr("Choose another name; nothing is written over."), Problem::Code::Conflict);
        }
        if (const Done made = store::DataFolder::createPrivate(m_file.fileName()); !made)
            return tl::unexpected(made.error());
        if (!m_file.open(QIODevice::WriteOnly))
            return cannotWrite();
        Done done = write();
        if (done && !store::DataFolder::putInPlace(m_file, m_order.file))
            done = tl::unexpected(cannotWrite().value());
        if (done)
            return m_rows;
        m_file.close();
        m_file.remove();
        return tl::unexpected(done.error());
    }

private:
    static tl::unexpected<Problem> refused(const QString &title, const QString &detail, const QString &remedy,
                                           Problem::Code code)
    {
        return tl::unexpected(Problem{code, title, detail, {}, remedy});
    }
    tl::unexpected<Problem> cannotWrite() const
    {
        return refused(Words::tr("The export cannot be written"), m_order.file + ": "_L1 + m_file.errorString(),
                       Words::tr("Free some space there, or choose another file."), Problem::Code::Storage);
    }

    Done write()
    {
        (void)m_store.settle().result(); // whether or not: what is on disk is exported
        if (m_order.format == Format::Csv)
            m_csv.head(head(m_order.what));
        switch (m_order.what) {
        case What::Requests:
            return requests();
        case What::Usage:
            return list(m_store.usage({groupOf(m_order.by), m_order.from, m_order.to, {}}).takeResult());
        case What::Users:
            return list(m_store.users().takeResult());
        case What::Agents:
            return list(m_store.agents().takeResult());
        }
        Q_UNREACHABLE();
    }

    Done requests()
    {
        store::SliceOrder order;
        order.from = m_order.from;
        order.to = m_order.to;
        if (!m_order.user.isEmpty()) {
            const auto user = m_store.userByEmail(m_order.user).takeResult();
            if (!user)
                return tl::unexpected(user.error());
            order.user = user->id;
        }
        if (!m_order.agent.isEmpty()) {
            const auto agent = m_store.agentByExternalId(m_order.agent).takeResult();
            if (!agent)
                return tl::unexpected(agent.error());
            order.agent = agent->id;
        }
        for (;;) {
            const auto slice = m_store.requestSlice(order).takeResult();
            if (!slice)
                return tl::unexpected(slice.error());
            if (const Done done = put(slice->rows); !done)
                return done;
            if (slice->rows.size() < order.limit)
                return {};
            if (!m_goesOn(slice->percent))
                return tl::unexpected(store::brokenOff());
            order.after = slice->last;
        }
    }

    template <typename T> Done list(const Result<QList<T>> &rows)
    {
        if (!rows)
            return tl::unexpected(rows.error());
        return m_goesOn(50) ? put(*rows) : Done(tl::unexpected(store::brokenOff()));
    }

    template <typename T> Done put(const QList<T> &rows)
    {
        QByteArray text;
        for (const T &row : rows) {
            if (m_order.format == Format::Csv)
                add(m_csv, row);
            else
                text += jsonOf(row);
        }
        text += m_csv.take();
        m_rows += rows.size();
        return m_file.write(text) == text.size() && m_file.flush() ? Done() : Done(cannotWrite());
    }

    store::Store &m_store;
    const ExportOrder &m_order;
    const std::function<bool(int)> &m_goesOn;
    QFile m_file;
    CsvWriter m_csv;
    qint64 m_rows = 0;
};

} // namespace

Result<qint64> exportData(store::Store &store, const ExportOrder &order, const std::function<bool(int)> &goesOn)
{
    return Export(store, order, goesOn).run();
}

} // namespace keyswitch
