// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/json.h"

#include <QJsonDocument>
#include <QSet>
#include <QtTest>

using namespace keyswitch;
using namespace std::chrono_literals;

namespace
{

// Walks the fields of a described value and gives each another value, so that two that are mixed up are seen.
class Filler
{
public:
    template <typename T> Filler &operator()(const char *, T &value)
    {
        ++m_number;
        fill(value);
        return *this;
    }

private:
    void fill(bool &value) { value = !value; }
    void fill(int &value) { value = 100'000 + m_number; }
    void fill(qint64 &value) { value = 9'007'199'254'740'993 + m_number; } // a double would lose the last digit
    void fill(double &value) { value = m_number + 0.125; }
    void fill(QString &value) { value = QStringLiteral("Текст \"%1\" \\ \n\u2028\U0001f642").arg(m_number); }
    void fill(UserId &value) { value = UserId(m_number); }
    void fill(AgentId &value) { value = AgentId(m_number); }
    void fill(NanoDollars &value) { value = NanoDollars(m_number); }
    void fill(std::chrono::microseconds &value) { value = std::chrono::microseconds(m_number); }
    void fill(QDateTime &value)
    {
        value = QDateTime(QDate(2026, 2, 28), QTime(23, 59, 59, 7), Qt::UTC).addMSecs(m_number);
    }
    template <HasWords Enum> void fill(Enum &value) { value = Words<Enum>::list.back().first; }
    template <Described T> void fill(T &value) { describe(*this, value); }
    template <typename T> void fill(std::optional<T> &value) { fill(value.emplace()); }

    int m_number = 0;
};

template <typename T> T filled()
{
    T value;
    Filler filler;
    describe(filler, value);
    return value;
}

QJsonValue throughText(const QJsonValue &value)
{
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QJsonDocument::fromJson(text).array().at(0);
}

// Of another type than `value` and readable as none that a field has.
QJsonValue wrongFor(const QJsonValue &value)
{
    return value.isString() ? QJsonValue(7) : QJsonValue(QStringLiteral("seven"));
}

} // namespace

class tst_Json : public QObject
{
    Q_OBJECT

private:
    // `fields`: how many members the struct has; all of them cross.
    template <typename T> void goesThrough(int fields)
    {
        const T value = filled<T>();
        const QJsonObject json = throughText(toJson(value)).toObject();
        QCOMPARE(json.size(), fields);
        const QJsonObject plain = toJson(T()).toObject();
        for (auto it = json.constBegin(); it != json.constEnd(); ++it)
            QVERIFY2(*it != plain.value(it.key()), qPrintable(it.key() + QLatin1String(" was not set")));

        T back;
        QVERIFY(fromJson(QJsonValue(json), back));
        QCOMPARE(toJson(back), toJson(value));
        if constexpr (std::equality_comparable<T>)
            QVERIFY(back == value);

        T defaults;
        QVERIFY(fromJson(throughText(plain), defaults));
        QCOMPARE(toJson(defaults), QJsonValue(plain));

        for (auto it = json.constBegin(); it != json.constEnd(); ++it) {
            QJsonObject changed = json;
            T other;
            changed.insert(it.key(), wrongFor(*it));
            QVERIFY2(!fromJson(QJsonValue(changed), other), qPrintable(it.key() + QLatin1String(": wrong type taken")));
            changed.remove(it.key());
            T without;
            QVERIFY2(fromJson(QJsonValue(changed), without), qPrintable(it.key() + QLatin1String(" may be absent")));
            QCOMPARE(toJson(without).toObject().value(it.key()), plain.value(it.key()));
        }
        QJsonObject newer = json;
        newer.insert(QStringLiteral("a field of tomorrow"), QJsonArray{1});
        T fromNewer;
        QVERIFY(fromJson(QJsonValue(newer), fromNewer));
        QCOMPARE(toJson(fromNewer), toJson(value));
        for (const QJsonValue &none : {QJsonValue(), QJsonValue(1), QJsonValue(QJsonArray{json})}) {
            T other;
            QVERIFY(!fromJson(none, other));
        }
    }

    template <typename Enum> void hasAWordForEach()
    {
        QSet<QString> words;
        for (const auto &[value, text] : Words<Enum>::list) {
            const QString word = QString::fromLatin1(text);
            QVERIFY2(!words.contains(word), text);
            words.insert(word);
            Enum back{};
            QVERIFY(fromJson(toJson(value), back));
            QCOMPARE(int(back), int(value));
            QCOMPARE(wordOf(value), word);
        }
        Enum back{};
        for (const QJsonValue &wrong : {QJsonValue(), QJsonValue(0), QJsonValue(QString()),
                                        QJsonValue(QStringLiteral("a word of tomorrow")), QJsonValue(true)})
            QVERIFY(!fromJson(wrong, back));
    }

    template <typename T> static bool reads(const QByteArray &text)
    {
        T value{};
        return fromJson(QJsonDocument::fromJson('[' + text + ']').array().at(0), value);
    }

private Q_SLOTS:
    void userSummary() { goesThrough<UserSummary>(7); }
    void agentSummary() { goesThrough<AgentSummary>(12); }
    void newAgent() { goesThrough<NewAgent>(4); }
    void agentCreation() { goesThrough<AgentCreation>(5); }
    void requestRow() { goesThrough<RequestRow>(21); }
    void requestQuery() { goesThrough<RequestQuery>(4); }
    void usageQuery() { goesThrough<UsageQuery>(3); }
    void usageRow() { goesThrough<UsageRow>(9); }
    void liveRow() { goesThrough<LiveRow>(2); }
    void checkStep() { goesThrough<CheckStep>(8); }
    void mappingTest() { goesThrough<MappingTest>(4); }
    void partState() { goesThrough<PartState>(3); }
    void gatewayStatus() { goesThrough<GatewayStatus>(19); }
    void settingValue() { goesThrough<SettingValue>(4); }
    void problem() { goesThrough<Problem>(5); }
    void tokenUsage() { goesThrough<TokenUsage>(5); }
    void cost() { goesThrough<Cost>(2); }

    void aKeyNeverBecomesJson()
    {
        NewUser user{QStringLiteral("m@example.org"), QStringLiteral("Maria"), Secret("sk-secret")};
        const QJsonObject json = toJson(user).toObject();
        QCOMPARE(json.keys(), QStringList({QStringLiteral("email"), QStringLiteral("name")}));
    }

    void words()
    {
        hasAWordForEach<RequestKind>();
        hasAWordForEach<Outcome>();
        hasAWordForEach<CostOrigin>();
        hasAWordForEach<UsageGroup>();
        hasAWordForEach<LiveRow::Phase>();
        hasAWordForEach<CheckStep::Verdict>();
        hasAWordForEach<Health>();
        hasAWordForEach<Problem::Code>();
    }

    void whatIsUnknownIsNull()
    {
        const QJsonObject row = toJson(RequestRow()).toObject();
        QVERIFY(row.value(u"ttft_us").isNull());
        QVERIFY(row.value(u"started_at").isNull());
        QVERIFY(row.value(u"cost").toObject().value(u"nano_usd").isNull());
        for (const char *const field : {"prompt", "completion", "cached", "reasoning"})
            QVERIFY2(row.value(u"tokens").toObject().value(QLatin1String(field)).isNull(), field);

        RequestRow back = filled<RequestRow>(); // what was known is forgotten, not kept
        QVERIFY(fromJson(QJsonValue(row), back));
        QVERIFY(!back.ttft && !back.cost.amount && !back.tokens.prompt && !back.startedAt.isValid());
    }

    void aKnownZeroStaysAZero()
    {
        RequestRow row;
        row.cost.amount = NanoDollars(0);
        row.tokens.completion = 0;
        row.ttft = 0us;
        RequestRow back;
        QVERIFY(fromJson(throughText(toJson(row)), back));
        QCOMPARE(back, row);
    }

    void numbersAreStrict()
    {
        QVERIFY(reads<qint64>("-1"));
        QVERIFY(reads<qint64>("9223372036854775807"));
        QVERIFY(!reads<qint64>("1.5"));
        QVERIFY(!reads<qint64>("-1.5"));
        QVERIFY(!reads<qint64>("1e300"));
        QVERIFY(!reads<qint64>("9223372036854775808"));
        QVERIFY(!reads<qint64>("\"1\""));
        QVERIFY(!reads<qint64>("true"));
        QVERIFY(!reads<qint64>("null"));
        QVERIFY(reads<int>("-2147483648"));
        QVERIFY(!reads<int>("2147483648"));
        QVERIFY(reads<double>("1e300"));
        QVERIFY(!reads<double>("\"1\""));
        QVERIFY(!reads<bool>("1"));
        QVERIFY(!reads<bool>("null"));
        QVERIFY(!reads<QString>("null"));
        QVERIFY(!reads<std::chrono::microseconds>("0.5"));
        QVERIFY(!reads<NanoDollars>("0.000001"));
        QVERIFY(!reads<UserId>("\"1\""));
    }

    void timesAreUtcWithMilliseconds()
    {
        const QDateTime local(QDate(2026, 7, 1), QTime(12, 0, 0, 250), Qt::OffsetFromUTC, 2 * 3600);
        QCOMPARE(toJson(local), QJsonValue(QStringLiteral("2026-07-01T10:00:00.250Z")));
        QDateTime back;
        QVERIFY(fromJson(QJsonValue(QStringLiteral("2026-07-01T12:00:00.250+02:00")), back));
        QCOMPARE(back, local);
        QCOMPARE(back.timeSpec(), Qt::UTC);
        QVERIFY(reads<QDateTime>("null"));
        QVERIFY(!reads<QDateTime>("\"yesterday\""));
        QVERIFY(!reads<QDateTime>("\"\""));
        QVERIFY(!reads<QDateTime>("1782900000"));
    }

    void listsAreTakenWholeOrNotAtAll()
    {
        const QList<SettingValue> list{filled<SettingValue>(), {}};
        QList<SettingValue> back{{}, {}, {}};
        QVERIFY(fromJson(throughText(toJson(list)), back));
        QCOMPARE(back, list);
        QJsonArray array = toJson(list).toArray();
        array.append(7);
        QVERIFY(!fromJson(QJsonValue(array), back));
        QVERIFY(!fromJson(QJsonValue(QJsonObject()), back));
        QVERIFY(!fromJson(QJsonValue(), back));
    }
};

QTEST_GUILESS_MAIN(tst_Json)
#include "tst_json.moc"
