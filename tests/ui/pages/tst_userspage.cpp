// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/sampledirectory.h"
#include "ui/dialogs/keyfield.h"
#include "ui/dialogs/newuserdialog.h"
#include "ui/dialogs/setkeydialog.h"
#include "ui/models/usersroles.h"
#include "ui/pages/pagebody.h"
#include "ui/pages/userdetails.h"
#include "ui/pages/userspage.h"
#include "ui/theme/look.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/toast.h"

#include <QApplication>
#include <QTest>

using namespace keyswitch;
using Face = PageBody::Face;

class tst_UsersPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_service = std::make_unique<FakeGatewayService>();
        fillSampleDirectory(*m_service, QDateTime::currentDateTimeUtc());
        m_page = std::make_unique<UsersPage>(*m_service);
        m_page->resize(1200, 700);
    }
    void cleanup()
    {
        m_page.reset();
        m_service.reset();
    }

    void showsUsersAndNeverAKey()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        QCOMPARE(table()->model()->rowCount(), 7);
        QCOMPARE(table()->model()->index(0, 0).data().toString(), u"Aiko Tanaka"_qs);
        QCOMPARE(table()->model()->index(0, int(UserColumn::Key)).data().toString(), u"1be0 937a c45d"_qs);
    }

    void nothingThereAndFailure()
    {
        m_service->userList.clear();
        show();
        QTRY_COMPARE(face(), Face::Empty);
        m_page = std::make_unique<UsersPage>(*m_service);
        m_service->broken = Problem{Problem::Code::Storage, u"The store does not answer"_qs, {}, {}, {}};
        show();
        QTRY_COMPARE(face(), Face::Failed);
    }

    void userIsAddedByKeyboardAndThenSelected()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        table()->setFocus();
        QTest::keySequence(table(), QKeySequence(QKeySequence::New));
        auto *dialog = m_page->findChild<NewUserDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isActiveWindow());
        QTest::keyClicks(QApplication::focusWidget(), u"zoe@example.org"_qs);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClicks(QApplication::focusWidget(), u"Zoe"_qs);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(table()->model()->rowCount(), 8);
        QTRY_VERIFY(table()->selectionModel()->hasSelection());
        QCOMPARE(table()->selectionModel()->selectedRows().first().data().toString(), u"Zoe"_qs);
        QTRY_VERIFY(m_page->findChild<UserDetails *>()->isVisible());
    }

    void keyIsSetFromTheDetails()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        table()->selectRow(4); // Noor, who has none
        Q_EMIT m_page->findChild<UserDetails *>()->setKeyRequested();
        auto *dialog = m_page->findChild<SetKeyDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isActiveWindow());
        QTest::keyClicks(dialog->findChild<KeyField *>(), u"sk-noor-1"_qs);
        QTest::keyClick(dialog->findChild<KeyField *>(), Qt::Key_Return);
        QTRY_VERIFY(!table()->model()->index(4, int(UserColumn::Key)).data().toString().contains(u"–"));
        QCOMPARE(m_service->commands.last(), u"setUserKey 6 key=9"_qs);
        QTRY_VERIFY(m_page->findChild<Toast *>());
    }

    void disablingManyIsToldOnceAndUndoneTogether()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        table()->selectAll();
        Q_EMIT m_page->findChild<UserDetails *>()->enableRequested();
        QTRY_VERIFY(m_page->findChild<Toast *>());
        QCOMPARE(m_service->commands.size(), 6); // one was disabled already
        Q_EMIT m_page->findChild<Toast *>()->actionTriggered();
        QTRY_COMPARE(m_service->commands.size(), 12);
        QVERIFY(!m_service->userList.last().enabled);
        QVERIFY(m_service->userList.first().enabled);
    }

    void pageMayGoWhileACommandIsOpen()
    {
        show();
        QTRY_COMPARE(face(), Face::Content);
        m_service->userCommands.hold = true;
        table()->selectRow(0);
        Q_EMIT m_page->findChild<UserDetails *>()->enableRequested();
        m_page.reset();
        m_service->userCommands.answer(0, m_service->userList.first());
        QCoreApplication::processEvents();
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

    std::unique_ptr<FakeGatewayService> m_service;
    std::unique_ptr<UsersPage> m_page;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    installLook(application, Theme::Choice::Light);
    tst_UsersPage test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_userspage.moc"
