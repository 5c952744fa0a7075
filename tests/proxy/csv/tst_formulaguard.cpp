// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/csv/formulaguard.h"

#include <QTest>

using namespace keyswitch;
using namespace Qt::StringLiterals;

class tst_FormulaGuard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void guardsWhatASpreadsheetWouldRun_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("guarded");
        for (const QString &text :
             {u"=HYPERLINK(\"http://x\")"_s, u"+1"_s, u"-2+3"_s, u"@SUM(A1)"_s, u"\t=1"_s, u"\r=1"_s, u"\n=1"_s,
              u"\uff1d1"_s, u"\uff0b1"_s, u"\uff0d1"_s, u"\uff20a"_s, u"'=1"_s, u"''+1"_s})
            QTest::newRow(qPrintable(u"guarded "_s + text)) << text << true;
        for (const QString &text : {u""_s, u"Ann"_s, u"a=b"_s, u"'"_s, u"'quoted'"_s, u"1-2"_s, u" =1"_s, u"–5"_s})
            QTest::newRow(qPrintable(u"as it is "_s + text)) << text << false;
    }
    void guardsWhatASpreadsheetWouldRun()
    {
        QFETCH(QString, text);
        QFETCH(bool, guarded);
        QCOMPARE(needsGuard(text), guarded);
        // Whatever was there comes back.
        const QString written = guarded ? u'\'' + text : text;
        QCOMPARE(withoutGuard(written).toString(), text);
    }
};

QTEST_GUILESS_MAIN(tst_FormulaGuard)
#include "tst_formulaguard.moc"
