// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/proxy/store/storefixture.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

// kill -9 at any moment: what was said to be on disk is there, the file is sound, the sums are those of the rows.
// KEYSWITCH_KILL_ROUNDS=200 for the long run.
class tst_StoreKill : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void survivesKills()
    {
        const int rounds = qMax(5, qEnvironmentVariableIntValue("KEYSWITCH_KILL_ROUNDS"));
        QTemporaryDir place;
        std::mt19937_64 random(QRandomGenerator::global()->generate());
        QList<QByteArray> acknowledged;
        for (int round = 0; round < rounds; ++round) {
            QProcess child;
            child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            child.start(QStringLiteral(STOREKILL_CHILD), {place.path()});
            QVERIFY(child.waitForStarted());
            QVERIFY(child.waitForReadyRead(20'000));
            const int life = int(random() % 400);
            QElapsedTimer timer;
            timer.start();
            while (timer.elapsed() < life)
                child.waitForReadyRead(qMax(1, life - int(timer.elapsed())));
            child.kill();
            QVERIFY(child.waitForFinished());
            QCOMPARE(child.exitStatus(), QProcess::CrashExit); // it did not end by itself
            const QList<QByteArray> lines = child.readAllStandardOutput().split('\n');
            QCOMPARE(lines.first(), QByteArray("open"));
            for (const QByteArray &line : lines) {
                if (line.size() == 36)
                    acknowledged.append(line);
            }

            timer.start();
            const auto store = openStore(place.path());
            QVERIFY(store);
            QVERIFY2(timer.elapsed() < 2000, "a start after a crash takes too long");
            QVERIFY(store->check().result());
        }
        qInfo() << acknowledged.size() << "acknowledged rows in" << rounds << "rounds";
        QVERIFY(!acknowledged.isEmpty());
        const auto store = openStore(place.path());
        for (const QByteArray &id : std::as_const(acknowledged)) {
            const auto row = wait(store->request(*RequestId::fromText(id)));
            QVERIFY(row);
            QVERIFY2(row->has_value(), id.constData());
        }
        QVERIFY(wait(store->usage({}))->first().figures.requests >= acknowledged.size());
    }
};

QTEST_GUILESS_MAIN(tst_StoreKill)
#include "tst_storekill.moc"
