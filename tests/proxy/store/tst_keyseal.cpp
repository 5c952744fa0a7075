// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/keyseal.h"

#include <QTest>

#include <sodium.h>

using namespace keyswitch;
using namespace keyswitch::store;
using namespace Qt::StringLiterals;

class tst_KeySeal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(sodium_init() >= 0); }

    void opensWhatItSealed()
    {
        for (const QByteArray &text :
             {QByteArray(), QByteArray("x"), QByteArray("sk-user-a"), QByteArray(4096, '\xff')}) {
            const QByteArray blob = m_seal.seal(KeySeal::Purpose::UserKey, "users/1", Secret(text));
            const auto opened = m_seal.open(KeySeal::Purpose::UserKey, "users/1", blob);
            QVERIFY(opened);
            QVERIFY(opened->equals(text));
            QVERIFY(text.size() < 4 || !blob.contains(text));
        }
    }
    void sealsTheSameDifferently()
    {
        QVERIFY(m_seal.seal(KeySeal::Purpose::UserKey, "users/1", Secret("sk-user-a"))
                != m_seal.seal(KeySeal::Purpose::UserKey, "users/1", Secret("sk-user-a")));
    }
    void refusesAnotherRowPurposeOrKey()
    {
        const QByteArray blob = m_seal.seal(KeySeal::Purpose::UserKey, "users/1", Secret("sk-user-a"));
        QVERIFY(!m_seal.open(KeySeal::Purpose::UserKey, "users/2", blob));
        QVERIFY(!m_seal.open(KeySeal::Purpose::Setting, "users/1", blob));
        const KeySeal other(Secret(QByteArray(32, 'b')));
        const auto opened = other.open(KeySeal::Purpose::UserKey, "users/1", blob);
        QVERIFY(!opened);
        QVERIFY(!opened.error().remedy.isEmpty());
    }
    void refusesEveryChangedOrMissingByte()
    {
        const QByteArray blob = m_seal.seal(KeySeal::Purpose::UserKey, "users/1", Secret("sk-user-a"));
        for (qsizetype i = 0; i < blob.size(); ++i) {
            QByteArray changed = blob;
            changed[i] = char(changed[i] ^ 1);
            QVERIFY(!m_seal.open(KeySeal::Purpose::UserKey, "users/1", changed));
            QVERIFY(!m_seal.open(KeySeal::Purpose::UserKey, "users/1", blob.left(i)));
        }
        QVERIFY(!m_seal.open(KeySeal::Purpose::UserKey, "users/1", blob + 'x'));
    }

private:
    const KeySeal m_seal{Secret(QByteArray(32, 'a'))};
};

QTEST_GUILESS_MAIN(tst_KeySeal)
#include "tst_keyseal.moc"
