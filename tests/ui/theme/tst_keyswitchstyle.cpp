// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/buttonkind.h"
#include "ui/theme/look.h"
#include "ui/theme/metrics.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QTest>

using namespace keyswitch;

class tst_KeyswitchStyle : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installLook(*qApp, Theme::Choice::Light); }

    void controlsShareOneHeight();
    void primaryButtonsAreFilled();
    void theRingIsForTheKeyboardOnly();
    void scrollBarsAreDraggable();
    void spinBoxesStep();
};

void tst_KeyswitchStyle::controlsShareOneHeight()
{
    QCOMPARE(QPushButton(QStringLiteral("Go")).sizeHint().height(), metrics::control);
    QCOMPARE(QLineEdit().sizeHint().height(), metrics::control);
    QCOMPARE(QComboBox().sizeHint().height(), metrics::control);
    QCOMPARE(QSpinBox().sizeHint().height(), metrics::control);
}

void tst_KeyswitchStyle::primaryButtonsAreFilled()
{
    QPushButton button(QStringLiteral("Go"));
    button.resize(80, metrics::control);
    setButtonKind(&button, ButtonKind::Primary);
    QCOMPARE(button.grab().toImage().pixelColor(6, 14), color(Token::AccentFill));
    button.setEnabled(false);
    QCOMPARE(button.grab().toImage().pixelColor(6, 14), color(Token::BorderStrong));
}

void tst_KeyswitchStyle::theRingIsForTheKeyboardOnly()
{
    QWidget window;
    QPushButton button(QStringLiteral("Go"), &window);
    button.resize(80, metrics::control);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    button.setFocus(Qt::MouseFocusReason);
    window.setAttribute(Qt::WA_KeyboardFocusChange, false);
    QVERIFY(button.grab().toImage().pixelColor(40, 1) != color(Token::Focus));
    window.setAttribute(Qt::WA_KeyboardFocusChange, true);
    QCOMPARE(button.grab().toImage().pixelColor(40, 1), color(Token::Focus));
}

void tst_KeyswitchStyle::scrollBarsAreDraggable()
{
    QScrollBar bar(Qt::Vertical);
    bar.resize(10, 200);
    bar.setRange(0, 1000);
    bar.setPageStep(100);
    bar.show();
    QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(5, 5));
    QTest::mouseMove(&bar, QPoint(5, 105));
    QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(5, 105));
    QVERIFY(bar.value() > 400);
    // A click beside the slider pages.
    const int before = bar.value();
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(5, 198));
    QVERIFY(bar.value() > before);
}

void tst_KeyswitchStyle::spinBoxesStep()
{
    QSpinBox box;
    box.resize(90, metrics::control);
    box.setValue(5);
    QTest::mouseClick(&box, Qt::LeftButton, {}, QPoint(80, 6));
    QCOMPARE(box.value(), 6);
    QTest::mouseClick(&box, Qt::LeftButton, {}, QPoint(80, 22));
    QTest::mouseClick(&box, Qt::LeftButton, {}, QPoint(80, 22));
    QCOMPARE(box.value(), 4);
}

QTEST_MAIN(tst_KeyswitchStyle)
#include "tst_keyswitchstyle.moc"
