// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>

using namespace keyswitch;
using namespace keyswitch::test;

// The whole proxy while its database cannot be written, since another program holds the lock: what callers, status,
// doctor and figures say meanwhile and afterwards.
class tst_FullStore : public QObject
{
    Q_OBJECT

private:
    static constexpr int Queue = 100; // full at 75
    std::unique_ptr<House> m_house;

    void start(const char *whenFull)
    {
        m_house = std::make_unique<House>(
            [](UpstreamConnection &c, const RecordedRequest &) { c.answer(200, plainAnswer(), JsonLine); },
            House::Flags{{"store.queue_rows", QByteArray::number(Queue)},
                         {"store.when_full", whenFull},
                         {"listen.workers", "1"}});
        m_house->addUser("maria");
    }
    static GatewayStatus status(LocalGatewayService &service) { return *House::waited(service.status()); }

    // Another program that writes to the database and does not end.
    class Neighbour
    {
    public:
        explicit Neighbour(const QString &folder)
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("neighbour"));
            database.setDatabaseName(folder + QStringLiteral("/keyswitch.db"));
            holds = database.open() && QSqlQuery(database).exec(QStringLiteral("BEGIN IMMEDIATE"));
        }
        ~Neighbour()
        {
            QSqlDatabase::database(QStringLiteral("neighbour")).close();
            QSqlDatabase::removeDatabase(QStringLiteral("neighbour"));
        }
        bool holds = false;
    };

    // Asks until the proxy says that it is full, or for 25 calls more than find room; how many were served.
    int askUntilFull(Answer &last)
    {
        int served = 0;
        for (int i = 0; i < Queue + 25; ++i) {
            last = m_house->ask("maria-agent", chat(false));
            if (last.status != 200)
                break;
            ++served;
            status(m_house->service()); // hands the worker's rows over
        }
        return served;
    }

private Q_SLOTS:
    void cleanup() { m_house.reset(); }

    void refusesCallsOnceTheQueueIsFullAndGoesOnByItself()
    {
        start("refuse");
        QSignalSpy told(&m_house->service(), &GatewayService::statusChanged);
        Answer last;
        int served = 0;
        {
            const Neighbour neighbour(m_house->service().dataFolder());
            QVERIFY(neighbour.holds);
            served = askUntilFull(last);
            QCOMPARE(last.status, 503);
            QCOMPARE(last.errorCode(), QByteArray("store_full"));
            QVERIFY(!last.field("retry-after").isEmpty());
            QCOMPARE(served, Queue * 3 / 4);
            QCOMPARE(m_house->posts(), served); // what has no row was not sent on
            QTRY_COMPARE_WITH_TIMEOUT(status(m_house->service()).store.health, Health::Failing, 5000);
            const GatewayStatus now = status(m_house->service());
            QVERIFY2(now.store.sentence.contains(QLatin1String("refused")), qPrintable(now.store.sentence));
            QVERIFY(now.queuedRows >= served);
            QTRY_VERIFY_WITH_TIMEOUT(status(m_house->service()).store.sentence.contains(QLatin1String("locked")),
                                     15'000);
            QTRY_VERIFY_WITH_TIMEOUT(
                !told.isEmpty() && told.last().at(0).value<GatewayStatus>().store.health == Health::Failing, 5000);
            const auto doctor = m_house->service().doctor();
            QTRY_VERIFY_WITH_TIMEOUT(doctor.isFinished(), 20'000);
            const auto steps = doctor.results();
            QVERIFY(std::any_of(steps.begin(), steps.end(), [](const CheckStep &step) {
                return step.id == QLatin1String("store") && step.verdict == CheckStep::Verdict::Failed
                    && step.detail.contains(QLatin1String("locked")) && !step.remedy.isEmpty();
            }));
        }
        QTRY_COMPARE_WITH_TIMEOUT(status(m_house->service()).queuedRows, 0, 15'000);
        QCOMPARE(m_house->ask("maria-agent", chat(false)).status, 200);
        // Every answered call has its row; of the refused ones those that found room.
        const auto rows = m_house->rows(served + 1);
        QCOMPARE(
            std::count_if(rows.begin(), rows.end(), [](const RequestRow &row) { return row.outcome == Outcome::Ok; }),
            served + 1);
        const GatewayStatus after = status(m_house->service());
        QVERIFY(after.store.health != Health::Failing);
        QCOMPARE(qint64(rows.size()) + after.droppedRows, served + 2);
    }

    void servesWithoutAccountingWhereTheAdminWantsThat()
    {
        start("serve");
        Answer last;
        {
            const Neighbour neighbour(m_house->service().dataFolder());
            QVERIFY(neighbour.holds);
            const int served = askUntilFull(last);
            QCOMPARE(served, Queue + 25);
            const GatewayStatus now = status(m_house->service());
            QCOMPARE(now.droppedRows, 25);
            QVERIFY2(now.store.sentence.contains(QLatin1String("25 request(s)")), qPrintable(now.store.sentence));
        }
        QTRY_COMPARE_WITH_TIMEOUT(status(m_house->service()).queuedRows, 0, 15'000);
        QCOMPARE(m_house->rows(Queue).size(), Queue);
        // The figures say that they are not whole.
        const auto doctor = m_house->service().doctor();
        QTRY_VERIFY_WITH_TIMEOUT(doctor.isFinished(), 20'000);
        const auto steps = doctor.results();
        const auto told = std::find_if(steps.begin(), steps.end(), [](const CheckStep &step) {
            return step.id == QLatin1String("store") && step.verdict == CheckStep::Verdict::Warning;
        });
        QVERIFY(told != steps.end());
        QVERIFY2(told->detail.contains(QLatin1String("25 answered")), qPrintable(told->detail));
    }
};

QTEST_GUILESS_MAIN(tst_FullStore)
#include "tst_fullstore.moc"
