// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/sampledirectory.h"
#include "ui/dialogs/keyfield.h"
#include "ui/dialogs/mapagentdialog.h"
#include "ui/dialogs/newagentdialog.h"
#include "ui/dialogs/newuserdialog.h"
#include "ui/dialogs/setkeydialog.h"
#include "ui/dialogs/userpicker.h"
#include "ui/theme/buttonkind.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/codeblock.h"

#include <QLineEdit>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace keyswitch;

namespace
{

QLineEdit *field(QWidget *in, const QString &name)
{
    const QList<QLineEdit *> fields = in->findChildren<QLineEdit *>();
    for (QLineEdit *found : fields) {
        if (found->accessibleName() == name)
            return found;
    }
    return nullptr;
}

void type(const QString &text)
{
    QTest::keyClicks(QApplication::focusWidget(), text);
}

void press(Qt::Key key)
{
    QTest::keyClick(QApplication::focusWidget(), key);
}

} // namespace

class tst_Dialogs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_service = std::make_unique<FakeGatewayService>();
        fillSampleDirectory(*m_service, QDateTime::currentDateTimeUtc());
        m_window = std::make_unique<QWidget>();
    }
    void cleanup()
    {
        m_window.reset();
        m_service.reset();
    }

    void userIsAddedByKeyboard()
    {
        QPointer<NewUserDialog> dialog = open<NewUserDialog>();
        QSignalSpy added(dialog, &NewUserDialog::added);
        type(u"zoe@example.org"_qs);
        press(Qt::Key_Tab);
        type(u"Zoe"_qs);
        press(Qt::Key_Tab);
        type(u"sk-zoe"_qs);
        press(Qt::Key_Return);
        QTRY_COMPARE(added.size(), 1);
        QCOMPARE(m_service->commands.last(), u"addUser zoe@example.org Zoe key=6"_qs);
        QTRY_VERIFY(!dialog);
    }

    void whatIsWrongIsSaidAndNothingIsSent()
    {
        QPointer<NewUserDialog> dialog = open<NewUserDialog>();
        type(u"not an address"_qs);
        press(Qt::Key_Return);
        QVERIFY(m_service->commands.isEmpty());
        QVERIFY(isRefused(field(dialog, u"E-mail"_qs)));
        QVERIFY(dialog->findChild<Banner *>()->isVisible());
        QVERIFY(!dialog->isBusy());
    }

    void refusalStaysInTheForm()
    {
        QPointer<NewUserDialog> dialog = open<NewUserDialog>();
        type(u"maria@example.org"_qs);
        press(Qt::Key_Return);
        QTRY_VERIFY(!dialog->isBusy());
        QVERIFY(dialog->findChild<Banner *>()->isVisible());
        QCOMPARE(field(dialog, u"E-mail"_qs)->text(), u"maria@example.org"_qs);
        QVERIFY(dialog->isVisible());
    }

    void fieldsAreLockedWhileTheCommandRunsAndItIsSentOnce()
    {
        m_service->userCommands.hold = true;
        QPointer<NewUserDialog> dialog = open<NewUserDialog>();
        type(u"zoe@example.org"_qs);
        press(Qt::Key_Return);
        QVERIFY(dialog->isBusy());
        QVERIFY(!field(dialog, u"E-mail"_qs)->isEnabled());
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(m_service->userCommands.count(), 1);
        m_service->userCommands.answer(0, UserSummary());
        QTRY_VERIFY(!dialog);
    }

    void answerAfterTheDialogIsGoneDoesNoHarm()
    {
        m_service->userCommands.hold = true;
        QPointer<NewUserDialog> dialog = open<NewUserDialog>();
        type(u"zoe@example.org"_qs);
        press(Qt::Key_Return);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!dialog);
        m_service->userCommands.answer(0, UserSummary());
        QCoreApplication::processEvents();
    }

    void keyIsSet()
    {
        QPointer<SetKeyDialog> dialog = open<SetKeyDialog>(m_service->userList.at(5));
        QSignalSpy set(dialog, &SetKeyDialog::keySet);
        press(Qt::Key_Return);
        QVERIFY(m_service->commands.isEmpty());
        type(u"sk-noor"_qs);
        press(Qt::Key_Return);
        QTRY_COMPARE(set.size(), 1);
        QCOMPARE(m_service->commands.last(), u"setUserKey 6 key=7"_qs);
    }

    void agentIsMappedByKeyboard()
    {
        QPointer<MapAgentDialog> dialog = open<MapAgentDialog>();
        QSignalSpy mapped(dialog, &MapAgentDialog::mapped);
        QTRY_VERIFY(dialog->findChild<UserPicker *>()->count() > 0);
        type(u"agent-42"_qs);
        press(Qt::Key_Tab);
        type(u"answerer"_qs);
        press(Qt::Key_Tab);
        press(Qt::Key_J); // Jonas
        press(Qt::Key_Tab);
        type(u"gpt-4.1"_qs);
        press(Qt::Key_Return);
        QTRY_COMPARE(mapped.size(), 1);
        QCOMPARE(m_service->commands.last(), u"addAgent agent-42 jonas@example.org gpt-4.1"_qs);
    }

    void usersThatAreDisabledAreNotOffered()
    {
        QPointer<MapAgentDialog> dialog = open<MapAgentDialog>();
        auto *picker = dialog->findChild<UserPicker *>();
        QTRY_VERIFY(picker->count() > 0);
        QCOMPARE(picker->findData(u"tom@example.org"_qs), -1);
    }

    void withoutUsersTheFormSaysWhatToDo()
    {
        m_service->userList.clear();
        QPointer<MapAgentDialog> dialog = open<MapAgentDialog>();
        QTRY_VERIFY(dialog->findChild<Banner *>()->isVisible());
    }

    void withoutLettaTheFormSaysSoAtOnce()
    {
        m_service->state.letta.health = Health::NotConfigured;
        QPointer<NewAgentDialog> dialog = open<NewAgentDialog>();
        QTRY_VERIFY(dialog->findChild<Banner *>()->isVisible());
        QVERIFY(dialog->findChild<Banner *>()->accessibleName().contains(u"Letta"));
    }

    void newAgentShowsItsEndpoint()
    {
        QPointer<NewAgentDialog> dialog = open<NewAgentDialog>();
        QTRY_VERIFY(dialog->findChild<UserPicker *>()->count() > 0);
        press(Qt::Key_M);
        press(Qt::Key_Tab);
        type(u"helper"_qs);
        press(Qt::Key_Tab);
        type(u"gpt-4.1"_qs);
        press(Qt::Key_Return);
        QTRY_VERIFY(dialog->findChild<CodeBlock *>());
        QCOMPARE(m_service->commands.last(), u"createAgent helper maria@example.org gpt-4.1"_qs);
        QCOMPARE(dialog->findChild<CodeBlock *>()->code(), m_service->agentList.last().endpoint);
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!dialog);
    }

private:
    template <typename Dialog, typename... Extra> QPointer<Dialog> open(Extra &&...extra)
    {
        QPointer<Dialog> dialog = new Dialog(*m_service, std::forward<Extra>(extra)..., m_window.get());
        dialog->show();
        dialog->activateWindow();
        if (!QTest::qWaitFor([&] { return dialog->isActiveWindow(); }))
            qWarning("the dialog did not become active");
        return dialog;
    }

    std::unique_ptr<FakeGatewayService> m_service;
    std::unique_ptr<QWidget> m_window;
};

QTEST_MAIN(tst_Dialogs)
#include "tst_dialogs.moc"
