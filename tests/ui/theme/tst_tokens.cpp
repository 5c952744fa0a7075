// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <QSet>
#include <QTest>

using namespace keyswitch;

namespace
{

constexpr Token grounds[] = {Token::Canvas, Token::Sidebar,    Token::Surface, Token::Sunken,
                             Token::Raised, Token::AccentSoft, Token::Hover};
constexpr Token inks[] = {Token::Text, Token::Muted, Token::Faint,  Token::Accent,
                          Token::Ok,   Token::Warn,  Token::Danger, Token::Info};

const char *nameOf(Token token)
{
    return tokenTable()[std::size_t(token)].name;
}

} // namespace

class tst_Tokens : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyTokenHasNameAndUse();
    void textCanBeRead_data();
    void textCanBeRead();
    void shapesCanBeSeen_data();
    void shapesCanBeSeen();
    void seriesEdgesCanBeSeen();
    void contrastKnowsItsEnds();

private:
    void pair(Token ink, Token ground);
    void check(double least);
};

void tst_Tokens::everyTokenHasNameAndUse()
{
    QSet<QByteArray> names;
    for (const TokenRow &row : tokenTable()) {
        QVERIFY(qstrlen(row.use) > 0);
        QVERIFY2(!names.contains(row.name), row.name);
        names << row.name;
    }
}

void tst_Tokens::pair(Token ink, Token ground)
{
    for (const bool dark : {false, true}) {
        QTest::addRow("%s on %s, %s", nameOf(ink), nameOf(ground), dark ? "dark" : "light")
            << tokenColor(ink, dark) << tokenColor(ground, dark);
    }
}

void tst_Tokens::check(double least)
{
    QFETCH(QColor, ink);
    QFETCH(QColor, ground);
    const double found = contrast(ink, ground);
    QVERIFY2(found >= least, qPrintable(QString::number(found, 'f', 2)));
}

void tst_Tokens::textCanBeRead_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("ground");
    for (const Token ground : grounds) {
        for (const Token ink : inks)
            pair(ink, ground);
    }
    pair(Token::OnAccent, Token::AccentFill);
    pair(Token::OnAccent, Token::AccentHover);
    for (const Token tone : {Token::Ok, Token::Warn, Token::Danger, Token::Info, Token::Accent, Token::Muted}) {
        pair(tone, softGround(tone));
        pair(Token::Text, softGround(tone)); // the words of a banner
    }
}

void tst_Tokens::textCanBeRead()
{
    check(4.5);
}

void tst_Tokens::shapesCanBeSeen_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("ground");
    for (const Token ground : {Token::Canvas, Token::Surface, Token::Raised})
        pair(Token::Control, ground);
    for (const Token ground : grounds)
        pair(Token::Focus, ground);
    pair(Token::AccentFill, Token::Surface);
    pair(Token::Surface, Token::Focus); // the gap of the ring on a primary button
}

void tst_Tokens::shapesCanBeSeen()
{
    check(3.0);
}

void tst_Tokens::seriesEdgesCanBeSeen()
{
    for (const bool dark : {false, true}) {
        for (int i = 0; i <= otherSeries; ++i)
            QVERIFY2(contrast(seriesEdge(i, dark), tokenColor(Token::Surface, dark)) >= 3.0,
                     qPrintable(QString::number(i)));
    }
}

void tst_Tokens::contrastKnowsItsEnds()
{
    QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
    QCOMPARE(qRound(contrast(Qt::white, Qt::black)), 21);
    QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
}

QTEST_GUILESS_MAIN(tst_Tokens)
#include "tst_tokens.moc"
