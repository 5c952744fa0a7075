// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/look.h"
#include "ui/theme/typography.h"

#include <QApplication>
#include <QFontInfo>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QWidget>

using namespace keyswitch;

namespace
{

class Canvas : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), color(Token::Canvas)); }
};

} // namespace

class tst_Theme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installLook(*qApp, Theme::Choice::Light); }
    void init() { Theme::instance().setChoice(Theme::Choice::Light); }

    void aSwitchReachesPaletteAndWidgets();
    void choosingTheSameChangesNothing();
    void wordsReadBack();
    void fontsAreOurs();
};

void tst_Theme::aSwitchReachesPaletteAndWidgets()
{
    Canvas widget;
    widget.resize(4, 4);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    QCOMPARE(widget.grab().toImage().pixelColor(1, 1), tokenColor(Token::Canvas, false));

    QSignalSpy changed(&Theme::instance(), &Theme::changed);
    Theme::instance().setChoice(Theme::Choice::Dark);
    QCOMPARE(changed.count(), 1);
    QVERIFY(Theme::instance().isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Window), tokenColor(Token::Canvas, true));
    QCOMPARE(widget.palette().color(QPalette::Text), tokenColor(Token::Text, true));
    QCOMPARE(widget.grab().toImage().pixelColor(1, 1), tokenColor(Token::Canvas, true));
}

void tst_Theme::choosingTheSameChangesNothing()
{
    QSignalSpy changed(&Theme::instance(), &Theme::changed);
    Theme::instance().setChoice(Theme::Choice::Light);
    QCOMPARE(changed.count(), 0);
}

void tst_Theme::wordsReadBack()
{
    for (const auto choice : {Theme::Choice::System, Theme::Choice::Light, Theme::Choice::Dark})
        QCOMPARE(Theme::fromWord(Theme::word(choice)), choice);
    QCOMPARE(Theme::fromWord(QStringLiteral("\x01 garbage")), Theme::Choice::System);
}

void tst_Theme::fontsAreOurs()
{
    QCOMPARE(QFontInfo(textFont(TextStyle::Body)).family(), QStringLiteral("Keyswitch Sans"));
    QCOMPARE(QFontInfo(textFont(TextStyle::Mono)).family(), QStringLiteral("JetBrains Mono"));
    // Tabular digits: numbers of a column stand one below the other.
    const QFontMetrics digits(textFont(TextStyle::Body));
    QCOMPARE(digits.horizontalAdvance(QStringLiteral("1111")), digits.horizontalAdvance(QStringLiteral("0000")));
    // No ligatures: an address is read letter by letter.
    const QFontMetrics mono(textFont(TextStyle::Mono));
    QCOMPARE(mono.horizontalAdvance(QStringLiteral("!=")), 2 * mono.horizontalAdvance(QLatin1Char('!')));
}

QTEST_MAIN(tst_Theme)
#include "tst_theme.moc"
