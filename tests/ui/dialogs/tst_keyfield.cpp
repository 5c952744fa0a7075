// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/keyfield.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace keyswitch;

namespace
{

QByteArray taken(KeyField &field)
{
    return field.take().view().toByteArray();
}

} // namespace

class tst_KeyField : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lineEditNeverHoldsTheKey()
    {
        KeyField field;
        QSignalSpy changed(&field, &KeyField::keyChanged);
        QTest::keyClicks(&field, u"sk-abc"_qs);
        QCOMPARE(field.length(), 6);
        QCOMPARE(field.text(), QString(6, QChar(0x2022)));
        QCOMPARE(changed.size(), 6);
        QVERIFY(!field.isUndoAvailable());
        QCOMPARE(taken(field), QByteArray("sk-abc"));
        QVERIFY(!field.hasKey());
        QVERIFY(field.text().isEmpty());
    }

    void keyIsEditedInTheMiddle()
    {
        KeyField field;
        QTest::keyClicks(&field, u"abcd"_qs);
        field.setCursorPosition(2);
        QTest::keyClicks(&field, u"XY"_qs); // abXYcd
        QCOMPARE(field.cursorPosition(), 4);
        QTest::keyClick(&field, Qt::Key_Backspace); // abXcd
        QTest::keyClick(&field, Qt::Key_Delete); // abXd
        QTest::keyClick(&field, Qt::Key_Home);
        QTest::keyClick(&field, Qt::Key_Delete); // bXd
        QCOMPARE(taken(field), QByteArray("bXd"));
    }

    void selectionIsReplaced()
    {
        KeyField field;
        QTest::keyClicks(&field, u"abcdef"_qs);
        field.setSelection(1, 3);
        QTest::keyClicks(&field, u"Z"_qs);
        QCOMPARE(taken(field), QByteArray("aZef"));
        QTest::keyClicks(&field, u"abc"_qs);
        field.selectAll();
        QTest::keyClick(&field, Qt::Key_Backspace);
        QVERIFY(!field.hasKey());
    }

    void pastedKeyLosesWhatIsNotOfAKey()
    {
        KeyField field;
        QGuiApplication::clipboard()->setText(u"  sk-\u00e9pasted \n"_qs);
        field.paste();
        QCOMPARE(taken(field), QByteArray("sk-pasted"));
    }

    void bulletThatIsTypedIsNotAKey()
    {
        KeyField field;
        field.insert(QString(2, QChar(0x2022)));
        QVERIFY(!field.hasKey());
        QVERIFY(field.text().isEmpty());
    }
};

QTEST_MAIN(tst_KeyField)
#include "tst_keyfield.moc"
