// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/look.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/button.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/keyvaluelist.h"
#include "ui/widgets/label.h"
#include "ui/widgets/selectabletext.h"
#include "ui/widgets/statelabel.h"

#include <QApplication>
#include <QClipboard>
#include <QTest>
#include <QTextCursor>

using namespace keyswitch;

// Text comes from strangers: names of agents, answers of servers. It is shown as it is, whole or with a way to see all.
class tst_Text : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installLook(*qApp, Theme::Choice::Light); }

    void markupStaysText();
    void elidedLabelsTellTheRest();
    void wrappedLabelsTakeTheirHeight();
    void selectableTextIsAsHighAsItsLines();
    void aRefreshKeepsTheSelection();
    void otherKeysMakeOtherRows();
    void codeIsCopiedExactly();
    void textFollowsTheTheme();
};

void tst_Text::markupStaysText()
{
    const QString hostile = QStringLiteral("<img src=x><b>bold</b> &amp;");
    const Label label(hostile);
    QCOMPARE(label.textFormat(), Qt::PlainText);
    QVERIFY(label.sizeHint().width() >= QFontMetrics(label.font()).horizontalAdvance(hostile));
    QCOMPARE(Badge(hostile).textFormat(), Qt::PlainText);
    QCOMPARE(StateLabel(State::Ok, hostile).textFormat(), Qt::PlainText);
    SelectableText text;
    text.setText(hostile);
    QCOMPARE(text.toPlainText(), hostile);
}

void tst_Text::elidedLabelsTellTheRest()
{
    Label label(QStringLiteral("a name that is longer than there is room for"));
    label.resize(80, 20);
    label.grab();
    QCOMPARE(label.toolTip(), label.text());
    label.resize(600, 20);
    label.grab();
    QVERIFY(label.toolTip().isEmpty());
}

void tst_Text::wrappedLabelsTakeTheirHeight()
{
    Label label(QStringLiteral(
        "Её вызовы идут с ключом самой Letta: не на счёт Марии и без учёта здесь, пока это не исправить."));
    label.setWrapped();
    QVERIFY(label.hasHeightForWidth());
    QVERIFY(label.heightForWidth(150) >= 3 * QFontMetrics(label.font()).height());
    QVERIFY(label.heightForWidth(150) > label.heightForWidth(600));
}

void tst_Text::selectableTextIsAsHighAsItsLines()
{
    SelectableText text(TextStyle::Mono);
    text.setText(QString(120, QLatin1Char('a'))); // no place to break
    const int one = text.heightForWidth(2000);
    QVERIFY(text.heightForWidth(200) >= 4 * (one - 1));
    text.setText(QStringLiteral("a\nb\nc"));
    QVERIFY(text.heightForWidth(2000) >= 3 * (one - 1));
}

void tst_Text::aRefreshKeepsTheSelection()
{
    KeyValueList list;
    list.setRows(
        {{QStringLiteral("Model"), QStringLiteral("gpt-4.1")}, {QStringLiteral("Calls"), QStringLiteral("1")}});
    const QList<SelectableText *> values = list.findChildren<SelectableText *>();
    QCOMPARE(values.size(), 2);
    values.at(0)->selectAll();
    list.setRows(
        {{QStringLiteral("Model"), QStringLiteral("gpt-4.1")}, {QStringLiteral("Calls"), QStringLiteral("2")}});
    QCOMPARE(values.at(0)->textCursor().selectedText(), QStringLiteral("gpt-4.1"));
    QCOMPARE(values.at(1)->text(), QStringLiteral("2"));
    QCOMPARE(values.at(0)->accessibleName(), QStringLiteral("Model"));
}

void tst_Text::otherKeysMakeOtherRows()
{
    KeyValueList list;
    list.setRows({{QStringLiteral("Model"), QStringLiteral("gpt-4.1")}});
    list.setRows({{QStringLiteral("User"), QStringLiteral("Maria"), false, true}});
    QCOMPARE(list.findChildren<SelectableText *>().size(), 1);
    const QList<IconButton *> copies = list.findChildren<IconButton *>();
    QCOMPARE(copies.size(), 1);
    copies.at(0)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("Maria"));
}

void tst_Text::codeIsCopiedExactly()
{
    const QString code = QStringLiteral("curl -N http://127.0.0.1:8484/v1 \\\n  -H 'X: <b>'\n");
    CodeBlock block(QStringLiteral("curl example"));
    block.setCode(code);
    block.findChild<Button *>()->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), code);
}

void tst_Text::textFollowsTheTheme()
{
    SelectableText text(TextStyle::Body, Token::Danger);
    Theme::instance().setChoice(Theme::Choice::Dark);
    QCOMPARE(text.palette().color(QPalette::Text), tokenColor(Token::Danger, true));
    Theme::instance().setChoice(Theme::Choice::Light);
    QCOMPARE(text.palette().color(QPalette::Text), tokenColor(Token::Danger, false));
}

QTEST_MAIN(tst_Text)
#include "tst_text.moc"
