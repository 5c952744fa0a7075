// SPDX-License-Identifier: GPL-3.0-or-later
// Uses a store as it is told and says on stdout what is on disk: the other half of tst_storekill and tst_storefaults,
// which kill it and break its disk.
//   FOLDER           writes requests until it is killed
//   FOLDER short     writes three batches, trying again where it fails, and ends
//   FOLDER tell      writes a row and says on stderr why it cannot
//   FOLDER migrate   brings a database of schema 1 up to date
//   FOLDER backup    makes a backup
//   FOLDER hold MS   locks the database for so long, as another program
#include "proxy/store/migrations.h"
#include "tests/proxy/store/storefixture.h"
#include "tests/proxy/store/testhistory.h"

#include <QCoreApplication>

#include <cstdio>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

namespace
{

void say(const QByteArray &text)
{
    std::fwrite(text.constData(), 1, size_t(text.size()), stdout);
    std::fflush(stdout);
}

// Their ids, once they are on disk; empty: they are not.
QByteArray written(Store &store, int rows, int attempts)
{
    QByteArray ids;
    std::vector<UsageRecord> records;
    for (int i = 0; i < rows; ++i) {
        records.push_back(okRecord(QDateTime::currentMSecsSinceEpoch()));
        ids += records.back().id.text() + '\n';
    }
    store.push(std::move(records));
    for (int i = 0; i < attempts; ++i) {
        if (store.settle().result())
            return ids;
        QThread::msleep(30);
    }
    return {};
}

int writeShortly(Store &store)
{
    for (int batch = 0; batch < 3; ++batch) {
        const QByteArray ids = written(store, 20, 100);
        if (ids.isEmpty())
            return 3;
        say(ids);
    }
    store.close();
    say("closed\n");
    return 0;
}

int makeUpToDate(const QString &file)
{
    const auto writer = Connection::open(file, Connection::Role::Writer);
    return writer && migrate(**writer, testHistory()) ? 0 : 1;
}

int hold(const QString &file, int milliseconds)
{
    const auto neighbour = Connection::open(file, Connection::Role::Writer);
    if (!neighbour || !(*neighbour)->execute(u"BEGIN IMMEDIATE"_s))
        return 1;
    say("held\n");
    QThread::msleep(static_cast<unsigned long>(milliseconds));
    return (*neighbour)->execute(u"ROLLBACK"_s) ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc < 2)
        return 2;
    const QString folder = QString::fromLocal8Bit(argv[1]);
    const QByteArray what = argc > 2 ? argv[2] : "";
    const QString file = folder + "/keyswitch.db"_L1;
    if (what == "migrate")
        return makeUpToDate(file);
    if (what == "hold")
        return hold(file, QByteArray(argv[3]).toInt());
    if (what == "backup")
        return makeBackup(folder, {}, 5) ? 0 : 1;
    const auto store = openStore(folder);
    if (!store)
        return 1;
    say("open\n");
    if (what == "short")
        return writeShortly(*store);
    if (what == "tell") {
        store->push(one(okRecord(QDateTime::currentMSecsSinceEpoch())));
        const Done done = store->settle().result();
        if (!done)
            qInfo().noquote() << "problem:" << done.error().title << '|' << done.error().detail << '|'
                              << done.error().remedy;
        return done ? 0 : 1;
    }
    for (;;) {
        const QByteArray ids = written(*store, 200, 1);
        if (ids.isEmpty())
            return 1;
        say(ids);
    }
}
