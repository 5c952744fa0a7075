// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/store/store.h"

#include <QTemporaryDir>
#include <QTest>

#include <random>

namespace keyswitch::store
{

// Waits for a future without an event loop and shows the problem of one that failed.
template <typename T> Result<T> wait(QFuture<Result<T>> future)
{
    Result<T> result = future.takeResult(); // a store must not live on in its future
    if (!result)
        qInfo().noquote() << "problem:" << result.error().title << '|' << result.error().detail << '|'
                          << result.error().remedy;
    return result;
}

inline std::shared_ptr<Store> openStore(const QString &folder, UsageWriter::Limits limits = {})
{
    OpenOptions options;
    options.folder = folder;
    options.limits = limits;
    const auto store = wait(Store::open(options));
    return store ? *store : nullptr;
}

inline RequestId idAt(qint64 milliseconds)
{
    return RequestId::make(std::chrono::system_clock::time_point(std::chrono::milliseconds(milliseconds)));
}

inline UsageRecord okRecord(qint64 milliseconds, UserId user = UserId(1), AgentId agent = AgentId(1))
{
    UsageRecord record;
    record.id = idAt(milliseconds);
    record.user = user;
    record.agent = agent;
    record.model = "gpt-test";
    record.kind = RequestKind::Chat;
    record.status = 200;
    record.tokens.prompt = 100;
    record.tokens.completion = 20;
    record.cost = {NanoDollars(1'500), CostOrigin::LiteLlmHeader};
    record.duration = std::chrono::microseconds(1234);
    record.callId = record.id.text();
    return record;
}

inline std::vector<UsageRecord> one(UsageRecord record)
{
    std::vector<UsageRecord> records;
    records.push_back(std::move(record));
    return records;
}

// Anything the meter may hand over, within a span of time.
inline UsageRecord randomRecord(std::mt19937_64 &random, qint64 from, qint64 to)
{
    const auto below = [&](qint64 limit) { return qint64(random() % quint64(limit)); };
    UsageRecord record;
    // The clock of ids does not go back within a minute: bytes by hand.
    const qint64 ms = from + below(to - from);
    QByteArray bytes(16, '\0');
    for (int i = 0; i < 16; ++i)
        bytes[i] = i < 6 ? char(ms >> (8 * (5 - i))) : char(random());
    record.id = *RequestId::fromBytes(bytes);
    record.user = UserId(below(4));
    record.agent = AgentId(below(5));
    record.model = below(5) ? "model-" + QByteArray::number(below(3)) : QByteArray();
    record.kind = RequestKind(below(6));
    record.outcome = Outcome(below(6));
    record.status = record.outcome == Outcome::Ok ? 200 : 502;
    if (record.outcome != Outcome::Ok)
        record.failureCode = "code_" + QByteArray::number(below(3));
    if (below(3)) {
        record.tokens.prompt = below(100'000);
        record.tokens.completion = below(5'000);
        if (below(2))
            record.tokens.cached = below(1'000);
        if (below(2))
            record.tokens.reasoning = below(1'000);
    }
    if (below(3))
        record.cost = {NanoDollars(below(5'000'000'000)), CostOrigin::PriceList};
    return record;
}

} // namespace keyswitch::store
