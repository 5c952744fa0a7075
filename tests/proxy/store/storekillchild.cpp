// SPDX-License-Identifier: GPL-3.0-or-later
// Writes requests into a store until it is killed and says on stdout which are on disk: tst_storekill's other half.
#include "tests/proxy/store/storefixture.h"

#include <QCoreApplication>

#include <cstdio>

using namespace keyswitch;
using namespace keyswitch::store;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc != 2)
        return 2;
    const auto store = openStore(QString::fromLocal8Bit(argv[1]));
    if (!store)
        return 1;
    std::puts("open");
    std::fflush(stdout);
    for (;;) {
        QByteArray ids;
        std::vector<UsageRecord> records;
        for (int i = 0; i < 200; ++i) {
            records.push_back(okRecord(QDateTime::currentMSecsSinceEpoch()));
            ids += records.back().id.text() + '\n';
        }
        store->push(std::move(records));
        if (!store->settle().result())
            return 1;
        std::fwrite(ids.constData(), 1, size_t(ids.size()), stdout);
        std::fflush(stdout);
    }
}
