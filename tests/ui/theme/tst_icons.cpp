// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"
#include "ui/theme/look.h"

#include <QApplication>
#include <QDir>
#include <QTest>

using namespace keyswitch;

namespace
{

// The strongest colour that is drawn, or an invalid one when nothing is.
QColor inkOf(const QImage &image)
{
    QColor ink;
    int best = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() > best) {
                best = pixel.alpha();
                ink = QColor(pixel.red(), pixel.green(), pixel.blue());
            }
        }
    }
    return ink;
}

} // namespace

class tst_Icons : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installLook(*qApp, Theme::Choice::Light); }
    void init() { Theme::instance().setChoice(Theme::Choice::Light); }

    void everyIconDraws_data();
    void everyIconDraws();
    void iconsFollowTheTheme();
    void pixmapsFitTheScreen();
    void anUnknownNameIsNoIcon();
    void theMarkIsThere() { QVERIFY(!applicationIcon().pixmap(64, 64).isNull()); }
};

void tst_Icons::everyIconDraws_data()
{
    QTest::addColumn<QString>("name");
    const QStringList files = QDir(QStringLiteral(":/keyswitch/icons")).entryList({QStringLiteral("*.svg")});
    QVERIFY(files.size() > 50);
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << file.chopped(4);
}

void tst_Icons::everyIconDraws()
{
    QFETCH(QString, name);
    const QImage image = iconPixmap(name, Token::Text, 32, 1).toImage();
    const QColor ink = inkOf(image);
    QVERIFY(ink.isValid());
    // Its own colour would be black: the token's has replaced it.
    QVERIFY(qAbs(ink.blue() - color(Token::Text).blue()) <= 6);
}

void tst_Icons::iconsFollowTheTheme()
{
    const QIcon icon = themeIcon(QStringLiteral("bot"), Token::Accent);
    const QColor light = inkOf(icon.pixmap(64, 64).toImage());
    Theme::instance().setChoice(Theme::Choice::Dark);
    const QColor dark = inkOf(icon.pixmap(64, 64).toImage());
    QVERIFY(light != dark);
    QVERIFY(dark.lightness() > light.lightness());
}

void tst_Icons::pixmapsFitTheScreen()
{
    const QPixmap pixmap = iconPixmap(QStringLiteral("bot"), Token::Muted, 16, 1.25);
    QCOMPARE(pixmap.size(), QSize(20, 20));
    QCOMPARE(pixmap.devicePixelRatio(), 1.25);
}

void tst_Icons::anUnknownNameIsNoIcon()
{
    QVERIFY(!hasIcon(QStringLiteral("no-such-icon")));
    QVERIFY(themeIcon(QStringLiteral("no-such-icon")).isNull());
}

QTEST_MAIN(tst_Icons)
#include "tst_icons.moc"
