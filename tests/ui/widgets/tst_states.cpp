// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/look.h"
#include "ui/widgets/button.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/errorstate.h"
#include "ui/widgets/loadingskeleton.h"
#include "ui/widgets/meter.h"
#include "ui/widgets/steplist.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace keyswitch;

// Empty, loading, failed, done: what a page shows when it does not show data.
class tst_States : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installLook(*qApp, Theme::Choice::Light); }

    void errorCopiesAllThatIsKnown();
    void errorRetriesByItself();
    void errorHidesWhatItDoesNotKnow();
    void stepsAreReplacedById();
    void skeletonWaits();
    void toastOffersUndoAndGivesWay();
    void meterTurnsInTime();
    void emptyStateHasOnePrimaryAction();
};

namespace
{

const Problem problem{Problem::Code::Unreachable, QStringLiteral("Letta does not answer"),
                      QStringLiteral("connection refused"), QStringLiteral("http://localhost:8283"),
                      QStringLiteral("Start Letta.")};

} // namespace

void tst_States::errorCopiesAllThatIsKnown()
{
    ErrorState error;
    error.setProblem(problem);
    error.setSteps(
        {{QStringLiteral("dns"), State::Ok, QStringLiteral("Name"), QStringLiteral("127.0.0.1"), {}, {}, {}}});
    const QString details = error.details();
    for (const QString &part : {problem.title, problem.detail, problem.url, problem.remedy,
                                QStringLiteral("code: unreachable"), QStringLiteral("[well] Name: 127.0.0.1")})
        QVERIFY2(details.contains(part), qPrintable(part));
    QCOMPARE(error.accessibleName(), problem.title);
}

void tst_States::errorRetriesByItself()
{
    ErrorState error;
    error.setProblem(problem);
    error.show();
    QSignalSpy retry(&error, &ErrorState::retryRequested);
    error.setRetryIn(std::chrono::seconds(1));
    QVERIFY(retry.wait(2000));
    QVERIFY(!retry.wait(1300)); // once
    error.setRetryIn(std::chrono::seconds(1));
    error.hide(); // nobody waits for it
    QVERIFY(!retry.wait(1300));
}

void tst_States::errorHidesWhatItDoesNotKnow()
{
    ErrorState error;
    error.setProblem({Problem::Code::Timeout, QStringLiteral("LiteLLM is slow"), {}, {}, {}});
    error.show();
    QCOMPARE(error.details(), QStringLiteral("LiteLLM is slow\ncode: timeout"));
}

void tst_States::stepsAreReplacedById()
{
    StepList list;
    list.setStep({QStringLiteral("call"), State::Running, QStringLiteral("Call"), {}, {}, {}, {}});
    list.setStep({QStringLiteral("stream"), State::Off, QStringLiteral("Stream"), {}, {}, {}, {}});
    const Step done{QStringLiteral("call"),
                    State::Ok,
                    QStringLiteral("Call"),
                    QStringLiteral("200"),
                    QStringLiteral("212 ms"),
                    {},
                    {}};
    list.setStep(done);
    QCOMPARE(list.steps().size(), 2);
    QCOMPARE(list.steps().at(0), done);
    list.clear();
    QVERIFY(list.steps().isEmpty());
}

void tst_States::skeletonWaits()
{
    LoadingSkeleton skeleton;
    skeleton.resize(400, 100);
    const auto isBlank = [&] {
        const QImage shot = skeleton.grab().toImage();
        return shot.pixelColor(20, 14) == shot.pixelColor(2, 2);
    };
    skeleton.show();
    QVERIFY(isBlank());
    QTRY_VERIFY(!isBlank());
    skeleton.hide();
    skeleton.show();
    QVERIFY(isBlank());
}

void tst_States::toastOffersUndoAndGivesWay()
{
    QWidget window;
    window.resize(600, 400);
    window.show();
    QPointer<Toast> first = Toast::show(&window, State::Ok, QStringLiteral("Disabled"), QStringLiteral("Undo"));
    QPointer<Toast> second = Toast::show(&window, State::Ok, QStringLiteral("Enabled"), QStringLiteral("Undo"));
    QVERIFY(first.isNull());
    QVERIFY(window.rect().contains(second->geometry()));
    QSignalSpy undo(second.data(), &Toast::actionTriggered);
    second->findChild<Button *>()->click();
    QCOMPARE(undo.count(), 1);
    QTRY_VERIFY(second.isNull());
}

void tst_States::meterTurnsInTime()
{
    QCOMPARE(Meter::tone(0.79), Token::Accent);
    QCOMPARE(Meter::tone(0.8), Token::Warn);
    QCOMPARE(Meter::tone(0.99), Token::Warn);
    QCOMPARE(Meter::tone(1.0), Token::Danger);
}

void tst_States::emptyStateHasOnePrimaryAction()
{
    EmptyState empty(QStringLiteral("bot"), QStringLiteral("No agents yet"), QStringLiteral("Bring them in."));
    Button *first = empty.setPrimaryAction(QStringLiteral("Bring in…"));
    QCOMPARE(empty.setPrimaryAction(QStringLiteral("Bring in 6…")), first);
    QCOMPARE(first->text(), QStringLiteral("Bring in 6…"));
    QCOMPARE(empty.findChildren<Button *>().size(), 1);
}

QTEST_MAIN(tst_States)
#include "tst_states.moc"
