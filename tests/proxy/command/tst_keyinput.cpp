// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/keyinput.h"

#include <QtTest>

#include <unistd.h>

using namespace keyswitch;

class tst_KeyInput : public QObject
{
    Q_OBJECT

private:
    // What is read of `bytes` that come through a pipe which then ends.
    static QByteArray keyFrom(const QByteArray &bytes, QByteArray *rest = nullptr)
    {
        int ends[2];
        if (::pipe(ends) != 0 || ::write(ends[1], bytes.constData(), size_t(bytes.size())) != bytes.size())
            qFatal("no pipe");
        ::close(ends[1]);
        const Secret key = readKey(ends[0], "Key: ");
        char after[8192];
        const ssize_t size = ::read(ends[0], after, sizeof after);
        if (rest)
            *rest = QByteArray(after, qsizetype(std::max<ssize_t>(size, 0)));
        ::close(ends[0]);
        return key.view().toByteArray();
    }

private Q_SLOTS:
    void aKeyIsOneLineWithoutItsSurroundings_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("a line") << QByteArray("sk-1\n") << QByteArray("sk-1");
        QTest::newRow("without an end") << QByteArray("sk-1") << QByteArray("sk-1");
        QTest::newRow("from Windows") << QByteArray("sk-1\r\n") << QByteArray("sk-1");
        QTest::newRow("blanks around") << QByteArray(" \tsk-1 \n") << QByteArray("sk-1");
        QTest::newRow("blanks inside") << QByteArray("sk 1\n") << QByteArray("sk 1");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("an empty line") << QByteArray("\nsk-1\n") << QByteArray();
        QTest::newRow("the longest") << QByteArray(4096, 'k') + '\n' << QByteArray(4096, 'k');
        QTest::newRow("too long") << QByteArray(4097, 'k') + '\n' << QByteArray();
        QTest::newRow("far too long") << QByteArray(20000, 'k') << QByteArray();
    }
    void aKeyIsOneLineWithoutItsSurroundings()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, key);
        QCOMPARE(keyFrom(input), key);
    }

    void whatFollowsIsLeftForTheNextReader()
    {
        QByteArray rest;
        QCOMPARE(keyFrom("sk-1\nsecond line\n", &rest), QByteArray("sk-1"));
        QCOMPARE(rest, QByteArray("second line\n"));
    }

    void aDescriptorThatCannotBeReadGivesNothing() { QVERIFY(readKey(-1, "Key: ").isEmpty()); }
};

QTEST_GUILESS_MAIN(tst_KeyInput)
#include "tst_keyinput.moc"
