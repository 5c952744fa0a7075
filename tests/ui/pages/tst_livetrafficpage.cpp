// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/sampledirectory.h"
#include "ui/models/trafficroles.h"
#include "ui/pages/livetrafficpage.h"
#include "ui/pages/pagebody.h"
#include "ui/pages/requestdetails.h"
#include "ui/theme/look.h"
#include "ui/widgets/button.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/segmentedfilter.h"
#include "ui/widgets/tableview.h"

#include <QApplication>
#include <QScrollBar>
#include <QTest>

#include <ctime>

using namespace keyswitch;
using Face = PageBody::Face;

namespace
{

LiveRow row(int number, LiveRow::Phase phase)
{
    LiveRow live;
    live.phase = phase;
    live.row.requestId = QString::number(number);
    live.row.startedAt = QDateTime::currentDateTimeUtc();
    live.row.agentName = u"agent %1"_qs.arg(number);
    live.row.status = phase == LiveRow::Phase::Ended ? 200 : 0;
    return live;
}

} // namespace

class tst_LiveTrafficPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_service = std::make_unique<FakeGatewayService>();
        fillSampleDirectory(*m_service, QDateTime::currentDateTimeUtc());
        m_page = std::make_unique<LiveTrafficPage>(*m_service);
        m_page->resize(1200, 600);
    }
    void cleanup()
    {
        m_page.reset();
        m_service.reset();
    }

    void historyFirstThenRowsOnTop()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        QCOMPARE(table()->model()->rowCount(), 60);
        Q_EMIT m_service->traffic({row(1, LiveRow::Phase::Waiting)});
        QCOMPARE(table()->model()->rowCount(), 61);
        QCOMPARE(text(0, TrafficColumn::State), u"waiting"_qs);
        Q_EMIT m_service->traffic({row(1, LiveRow::Phase::Ended)});
        QCOMPARE(table()->model()->rowCount(), 61);
        QCOMPARE(text(0, TrafficColumn::State), u"200"_qs);
    }

    void emptyShowsAnExampleThatCanBeCopied()
    {
        m_service->requestList.clear();
        show();
        QTRY_COMPARE(face(), Face::Empty);
        auto *code = m_page->findChild<CodeBlock *>();
        QTRY_VERIFY(code->isVisible());
        QCOMPARE(code->code(), m_service->state.curlExample);
        Q_EMIT m_service->traffic({row(1, LiveRow::Phase::Waiting)});
        QCOMPARE(face(), Face::Content);
    }

    void withoutTheBuiltInUpstreamThereIsNoExample()
    {
        m_service->requestList.clear();
        m_service->state.curlExample.clear();
        show();
        QTRY_COMPARE(face(), Face::Empty);
        QCoreApplication::processEvents();
        QVERIFY(!m_page->findChild<CodeBlock *>()->isVisible());
    }

    void failedHistoryDoesNotHideLiveRows()
    {
        m_service->broken = Problem{Problem::Code::Storage, u"The store does not answer"_qs, {}, {}, {}};
        show();
        QTRY_COMPARE(face(), Face::Failed);
        Q_EMIT m_service->traffic({row(1, LiveRow::Phase::Waiting)});
        QCOMPARE(face(), Face::Content);
    }

    void pausedNothingMovesAndWhatWaitsIsCounted()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        Button *pause = button(u"Pause"_qs);
        QVERIFY(pause);
        pause->setFocus();
        QTest::keyClick(pause, Qt::Key_Space);
        Q_EMIT m_service->traffic({row(1, LiveRow::Phase::Waiting), row(2, LiveRow::Phase::Waiting)});
        QCOMPARE(table()->model()->rowCount(), 60);
        QVERIFY(pause->text().contains(u"2"));
        QTest::keyClick(pause, Qt::Key_Space);
        QCOMPARE(table()->model()->rowCount(), 62);
        QCOMPARE(pause->text(), u"Pause"_qs);
    }

    void readingFurtherDownIsNotPushedAway()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        QTRY_VERIFY(table()->verticalScrollBar()->maximum() > 300);
        Button *follow = button(u"Follow"_qs);
        QVERIFY(follow->isChecked());
        table()->verticalScrollBar()->setValue(280);
        QVERIFY(!follow->isChecked());
        const QString top = table()->indexAt({40, 4}).siblingAtColumn(0).data(TrafficIdRole).toString();
        QVERIFY(!top.isEmpty());
        Q_EMIT m_service->traffic({row(1, LiveRow::Phase::Waiting), row(2, LiveRow::Phase::Waiting)});
        QTRY_COMPARE(table()->verticalScrollBar()->value(), 280 + 2 * 28);
        QCOMPARE(table()->indexAt({40, 4}).siblingAtColumn(0).data(TrafficIdRole).toString(), top);
        follow->click();
        QCOMPARE(table()->verticalScrollBar()->value(), 0);
    }

    void followedTheNewestStaysInSight()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        Q_EMIT m_service->traffic({row(1, LiveRow::Phase::Waiting)});
        QCoreApplication::processEvents();
        QCOMPARE(table()->verticalScrollBar()->value(), 0);
        QVERIFY(button(u"Follow"_qs)->isChecked());
    }

    void detailsFollowTheirRequest()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        Q_EMIT m_service->traffic({row(1, LiveRow::Phase::Waiting)});
        table()->selectRow(0);
        QTRY_VERIFY(m_page->findChild<RequestDetails *>()->isVisible());
        Q_EMIT m_service->traffic({row(2, LiveRow::Phase::Waiting), row(1, LiveRow::Phase::Ended)});
        QCOMPARE(table()->selectionModel()->selectedRows().first().data(TrafficIdRole).toString(), u"1"_qs);
        QCOMPARE(table()->selectionModel()->selectedRows().first().row(), 1);
        QVERIFY(m_page->escape());
        QVERIFY(!m_page->findChild<RequestDetails *>()->isVisible());
    }

    void filterAndSegments()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        m_page->findChild<SearchField *>()->setText(u"status:5xx"_qs);
        QVERIFY(table()->model()->rowCount() > 0);
        QVERIFY(table()->model()->rowCount() < 60);
        m_page->findChild<SearchField *>()->clear();
        m_page->findChild<SegmentedFilter *>()->setCurrent(u"running"_qs);
        QCOMPARE(face(), Face::NothingFound);
        Q_EMIT m_service->traffic({row(1, LiveRow::Phase::Waiting)});
        QCOMPARE(face(), Face::Content);
    }

    void fiveHundredRowsASecondDoNotStall()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        qint64 worst = 0;
        for (int batch = 0; batch < 25; ++batch) {
            QList<LiveRow> rows;
            for (int number = 0; number < 100; ++number)
                rows.append(row(batch * 100 + number, LiveRow::Phase::Ended));
            const std::clock_t begin = std::clock(); // of our own work, however busy the machine is
            Q_EMIT m_service->traffic(rows);
            QCoreApplication::processEvents();
            worst = std::max(worst, qint64(std::clock() - begin) * 1000 / CLOCKS_PER_SEC);
        }
        QCOMPARE(table()->model()->rowCount(), 2000);
        QVERIFY2(worst < 250, qPrintable(QString::number(worst))); // 100 ms without sanitizers
    }

private:
    void show()
    {
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        m_page->activated();
    }
    Face face() const { return m_page->findChild<PageBody *>()->face(); }
    TableView *table() const { return m_page->findChild<TableView *>(); }
    QString text(int at, TrafficColumn column) const
    {
        return table()->model()->index(at, int(column)).data().toString();
    }
    Button *button(const QString &words) const
    {
        const QList<Button *> buttons = m_page->findChildren<Button *>();
        for (Button *found : buttons) {
            if (found->text() == words)
                return found;
        }
        return nullptr;
    }

    std::unique_ptr<FakeGatewayService> m_service;
    std::unique_ptr<LiveTrafficPage> m_page;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    installLook(application, Theme::Choice::Light);
    tst_LiveTrafficPage test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_livetrafficpage.moc"
