// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/sampledirectory.h"
#include "ui/dialogs/mapagentdialog.h"
#include "ui/dialogs/newagentdialog.h"
#include "ui/dialogs/userpicker.h"
#include "ui/models/agentsroles.h"
#include "ui/pages/agentdetails.h"
#include "ui/pages/agentspage.h"
#include "ui/pages/pagebody.h"
#include "ui/theme/look.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/segmentedfilter.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace keyswitch;
using Face = PageBody::Face;

namespace
{

Problem broken()
{
    return {Problem::Code::Storage, u"The store does not answer"_qs, u"locked"_qs, {}, u"Try again."_qs};
}

} // namespace

class tst_AgentsPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_service = std::make_unique<FakeGatewayService>();
        fillSampleDirectory(*m_service, QDateTime::currentDateTimeUtc());
        m_page = std::make_unique<AgentsPage>(*m_service);
        m_page->resize(1200, 700);
    }
    void cleanup()
    {
        m_page.reset();
        m_service.reset();
    }

    void showsAgents()
    {
        QSignalSpy badge(m_page.get(), &Page::navigationBadge);
        show();
        QTRY_COMPARE(face(), Face::Content);
        QCOMPARE(table()->model()->rowCount(), m_service->agentList.size());
        QCOMPARE(table()->model()->index(0, 0).data().toString(), u"code-review"_qs); // sorted by name
        QTRY_COMPARE(table()->model()->index(0, int(AgentColumn::Cost)).data().toString(), u"$5.90"_qs);
        QVERIFY(!badge.isEmpty());
        QCOMPARE(badge.last().at(0).toInt(), 16);
        QVERIFY(!details()->isVisible());
    }

    void nothingThereSaysWhatToDo()
    {
        m_service->agentList.clear();
        show();
        QTRY_COMPARE(face(), Face::Empty);
    }

    void failureSaysSoAndCanBeTriedAgain()
    {
        m_service->broken = broken();
        show();
        QTRY_COMPARE(face(), Face::Failed);
        m_service->broken.reset();
        Q_EMIT m_page->findChild<PageBody *>()->retryRequested();
        QTRY_COMPARE(face(), Face::Content);
    }

    void dataStaysWhenAskingAgainFails()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        m_service->broken = broken();
        Q_EMIT m_service->directoryChanged();
        auto *stale = m_page->findChild<PageBody *>()->findChild<Banner *>();
        QTRY_VERIFY(stale->isVisible());
        QCOMPARE(face(), Face::Content);
        m_service->broken.reset();
        Q_EMIT m_service->directoryChanged();
        QTRY_VERIFY(!stale->isVisible());
    }

    void filterThatFindsNothingOffersToBeCleared()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        QVERIFY(m_page->focusFilter());
        QTest::keyClicks(filter(), u"user:nobody"_qs);
        QCOMPARE(face(), Face::NothingFound);
        Q_EMIT m_page->findChild<PageBody *>()->clearFilterRequested();
        QCOMPARE(face(), Face::Content);
        m_page->findChild<SegmentedFilter *>()->setCurrent(u"disabled"_qs);
        QCOMPARE(table()->model()->rowCount(), 2);
    }

    void lateAnswerOfAnOlderQuestionIsDropped()
    {
        m_service->agentsCalls.hold = true;
        show();
        Q_EMIT m_service->directoryChanged();
        QCOMPARE(m_service->agentsCalls.count(), 2);
        m_service->agentsCalls.answer(1, m_service->agentList.first(2));
        QTRY_COMPARE(table()->model()->rowCount(), 2);
        m_service->agentsCalls.answer(0, m_service->agentList);
        QCoreApplication::processEvents();
        QCOMPARE(table()->model()->rowCount(), 2);
    }

    void pageMayGoWhileQuestionsAreOpen()
    {
        m_service->agentsCalls.hold = true;
        m_service->usageCalls.hold = true;
        m_service->agentCommands.hold = true;
        show();
        m_page.reset();
        m_service->agentsCalls.answer(0, m_service->agentList);
        m_service->usageCalls.abandon(0);
        QCoreApplication::processEvents();
    }

    void selectionSurvivesNewContent()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        select(u"mail-triage"_qs);
        QTRY_VERIFY(details()->isVisible());
        m_service->agentList.removeFirst();
        m_service->agentList.prepend(m_service->agentList.last());
        Q_EMIT m_service->directoryChanged();
        QTRY_COMPARE(table()->model()->rowCount(), 15);
        QCOMPARE(selected(), u"mail-triage"_qs);
        QVERIFY(m_page->escape());
        QVERIFY(!details()->isVisible());
        QVERIFY(!m_page->escape());
    }

    void unseenPageDoesNotAsk()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        m_page->deactivated();
        const int asked = m_service->agentsCalls.count();
        Q_EMIT m_service->directoryChanged();
        QCOMPARE(m_service->agentsCalls.count(), asked);
    }

    void disablingCanBeUndone()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        select(u"sales-notes"_qs);
        Q_EMIT details()->enableRequested();
        QTRY_VERIFY(m_page->findChild<Toast *>());
        QCOMPARE(m_service->commands.last(), u"setAgentEnabled 7 0"_qs);
        QCOMPARE(selected(), u"sales-notes"_qs);
        undo();
        QTRY_COMPARE(m_service->commands.last(), u"setAgentEnabled 7 1"_qs);
    }

    void failedCommandIsSaidAndChangesNothing()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        select(u"sales-notes"_qs);
        m_service->broken = broken();
        Q_EMIT details()->enableRequested();
        QTRY_VERIFY(m_page->findChild<Toast *>());
        QVERIFY(m_page->findChild<Toast *>()->accessibleName().contains(broken().title));
        QVERIFY(m_page->findChild<Toast *>()->findChildren<Button *>().isEmpty());
    }

    void mappingIsRemovedByKeyAndBroughtBack()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        select(u"old-crm-import"_qs);
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Delete);
        QTRY_COMPARE(table()->model()->rowCount(), 15);
        QTRY_VERIFY(m_page->findChild<Toast *>());
        undo();
        QTRY_COMPARE(table()->model()->rowCount(), 16);
        QCOMPARE(m_service->commands.at(1), u"addAgent agent-07e5b16c-c9c822 tom@example.org gpt-4o"_qs);
        QTRY_VERIFY(m_service->commands.last().startsWith(u"setAgentEnabled")); // it was disabled before
        QVERIFY(m_service->commands.last().endsWith(u" 0"));
    }

    void agentIsMappedByKeyboardAndThenSelected()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        auto *map = button(u"Map agent…"_qs);
        QVERIFY(map);
        map->setFocus(Qt::TabFocusReason);
        QTest::keyClick(map, Qt::Key_Space);
        auto *dialog = m_page->findChild<MapAgentDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isActiveWindow());
        QTRY_VERIFY(dialog->findChild<UserPicker *>()->count() > 0);
        QTest::keyClicks(QApplication::focusWidget(), u"agent-77"_qs);
        dialog->findChild<UserPicker *>()->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_J);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(selected(), u"agent-77"_qs);
        QTRY_VERIFY(details()->isVisible());
    }

    void newAgentOpensByItsKey()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        table()->setFocus();
        QTest::keySequence(table(), QKeySequence(QKeySequence::New));
        QVERIFY(m_page->findChild<NewAgentDialog *>());
    }

    void mappingIsTestedFromTheDetails()
    {
        QSignalSpy test(m_page.get(), &AgentsPage::testRequested);
        show();
        QTRY_COMPARE(face(), Face::Content);
        select(u"mail-triage"_qs);
        Q_EMIT details()->testRequested();
        QCOMPARE(test.at(0).at(0).toString(), u"agent-7f3a91c2-9a57e1"_qs);
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
    SearchField *filter() const { return m_page->findChild<SearchField *>(); }
    AgentDetails *details() const { return m_page->findChild<AgentDetails *>(); }
    Button *button(const QString &text) const
    {
        const QList<Button *> buttons = m_page->findChildren<Button *>();
        for (Button *found : buttons) {
            if (found->text() == text && found->isVisible())
                return found;
        }
        return nullptr;
    }
    void select(const QString &name)
    {
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            if (table()->model()->index(row, 0).data().toString() == name)
                return table()->selectRow(row);
        }
        QFAIL("no such row");
    }
    QString selected() const
    {
        const QModelIndexList rows = table()->selectionModel()->selectedRows();
        return rows.isEmpty() ? QString() : rows.first().data().toString();
    }
    void undo() { Q_EMIT m_page->findChild<Toast *>()->actionTriggered(); }

    std::unique_ptr<FakeGatewayService> m_service;
    std::unique_ptr<AgentsPage> m_page;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    installLook(application, Theme::Choice::Light);
    tst_AgentsPage test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_agentspage.moc"
