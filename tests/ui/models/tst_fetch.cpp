// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/fetch.h"

#include <QPromise>
#include <QTest>

using namespace keyswitch;

namespace
{

struct Question {
    QPromise<Result<int>> promise;
    Question() { promise.start(); }
    void answer(Result<int> value)
    {
        promise.addResult(std::move(value));
        promise.finish();
    }
};

} // namespace

class tst_Fetch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answerArrivesInTheEventLoop()
    {
        QObject owner;
        Fetch<int> fetch(&owner);
        Question question;
        int got = 0;
        fetch.start(question.promise.future(), [&](Result<int> answer) { got = *answer; });
        QVERIFY(fetch.isRunning());
        question.answer(7);
        QCOMPARE(got, 0);
        QTRY_COMPARE(got, 7);
        QVERIFY(!fetch.isRunning());
    }

    void answerOfAnOlderQuestionIsDroppedWhicheverComesFirst_data()
    {
        QTest::addColumn<bool>("olderFirst");
        QTest::newRow("older first") << true;
        QTest::newRow("older last") << false;
    }
    void answerOfAnOlderQuestionIsDroppedWhicheverComesFirst()
    {
        QFETCH(bool, olderFirst);
        QObject owner;
        Fetch<int> fetch(&owner);
        Question older;
        Question newer;
        QList<int> got;
        const auto note = [&](Result<int> answer) { got.append(*answer); };
        fetch.start(older.promise.future(), note);
        fetch.start(newer.promise.future(), note);
        if (olderFirst) {
            older.answer(1);
            QTest::qWait(1);
            QVERIFY(fetch.isRunning());
            newer.answer(2);
        } else {
            newer.answer(2);
            QTRY_COMPARE(got.size(), 1);
            older.answer(1);
        }
        QTRY_COMPARE(got, QList<int>{2});
        QTest::qWait(1);
        QCOMPARE(got, QList<int>{2});
        QVERIFY(!fetch.isRunning());
    }

    void answerOnItsWayIsDroppedByANewerQuestion()
    {
        QObject owner;
        Fetch<int> fetch(&owner);
        Question older;
        Question newer;
        QList<int> got;
        const auto note = [&](Result<int> answer) { got.append(*answer); };
        fetch.start(older.promise.future(), note);
        older.answer(1); // its event is queued
        fetch.start(newer.promise.future(), note);
        newer.answer(2);
        QTRY_COMPARE(got, QList<int>{2});
    }

    void ownerThatDiedIsNotCalled()
    {
        auto owner = std::make_unique<QObject>();
        Question question;
        bool called = false;
        {
            Fetch<int> fetch(owner.get());
            fetch.start(question.promise.future(), [&](const Result<int> &) { called = true; });
        }
        question.answer(1);
        owner.reset();
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }

    void futureWithoutAnAnswerIsAProblem()
    {
        QObject owner;
        Fetch<int> fetch(&owner);
        auto question = std::make_unique<Question>();
        std::optional<Problem> problem;
        fetch.start(question->promise.future(), [&](const Result<int> &answer) { problem = answer.error(); });
        question.reset();
        QTRY_VERIFY(problem);
        QCOMPARE(problem->code, Problem::Code::Unavailable);
        QVERIFY(!problem->title.isEmpty());
    }

    void droppedQuestionIsNotAnswered()
    {
        QObject owner;
        Fetch<int> fetch(&owner);
        Question question;
        bool called = false;
        fetch.start(question.promise.future(), [&](const Result<int> &) { called = true; });
        fetch.drop();
        question.answer(1);
        QCoreApplication::processEvents();
        QVERIFY(!called);
        QVERIFY(!fetch.isRunning());
    }

    void whenAnsweredGivesEveryAnswer()
    {
        QObject owner;
        Question first;
        Question second;
        QList<int> got;
        const auto note = [&](const Result<int> &answer) { got.append(answer ? *answer : -1); };
        whenAnswered<int>(&owner, first.promise.future(), note);
        whenAnswered<int>(&owner, second.promise.future(), note);
        second.answer(2);
        first.answer(tl::unexpected(Problem()));
        QTRY_COMPARE(got.size(), 2);
        QVERIFY(got.contains(2));
        QVERIFY(got.contains(-1));
    }
};

QTEST_GUILESS_MAIN(tst_Fetch)
#include "tst_fetch.moc"
