// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/sampledirectory.h"
#include "ui/pages/mappingtestpage.h"
#include "ui/pages/pagebody.h"
#include "ui/theme/look.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/selectabletext.h"
#include "ui/widgets/steplist.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QTest>

using namespace keyswitch;
using Face = PageBody::Face;
using Verdict = CheckStep::Verdict;

namespace
{

CheckStep step(const char *id, Verdict verdict, const QString &text = {})
{
    CheckStep made;
    made.id = QString::fromLatin1(id);
    made.verdict = verdict;
    made.title = made.id;
    made.text = text;
    return made;
}

} // namespace

class tst_MappingTestPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_service = std::make_unique<FakeGatewayService>();
        fillSampleDirectory(*m_service, QDateTime::currentDateTimeUtc());
        m_page = std::make_unique<MappingTestPage>(*m_service);
        m_page->resize(1200, 700);
    }
    void cleanup()
    {
        m_page.reset();
        m_service.reset();
    }

    void explainCallAndStreamAskForJustThat()
    {
        m_service->steps = {step("agent", Verdict::Ok)};
        show();
        agents()->setCurrentIndex(agents()->findText(u"mail-triage"_qs));
        m_page->findChild<QLineEdit *>()->setText(u"Who are you?"_qs);
        for (const QString &name : {u"Explain only"_qs, u"Call"_qs, u"Stream"_qs}) {
            Button *start = button(name);
            QVERIFY(start && start->isVisible());
            start->setFocus();
            QTest::keyClick(start, Qt::Key_Space);
            QTRY_VERIFY(start->isVisible() && !button(u"Stop"_qs)->isVisible());
        }
        QCOMPARE(m_service->testsAsked.size(), 3);
        QVERIFY(!m_service->testsAsked.at(0).call);
        QVERIFY(m_service->testsAsked.at(1).call && !m_service->testsAsked.at(1).stream);
        QVERIFY(m_service->testsAsked.at(2).call && m_service->testsAsked.at(2).stream);
        QCOMPARE(m_service->testsAsked.at(2).agentExternalId, u"agent-7f3a91c2-9a57e1"_qs);
        QCOMPARE(m_service->testsAsked.at(2).prompt, u"Who are you?"_qs);
    }

    void stepsAndAnswerComeWhileItRuns()
    {
        m_service->tests.hold = true;
        show();
        button(u"Stream"_qs)->click();
        QPromise<CheckStep> &promise = m_service->tests.open(0);
        promise.addResult(step("agent", Verdict::Ok));
        promise.addResult(step("stream", Verdict::Running, u"Hel"_qs));
        QTRY_COMPARE(steps().size(), 2);
        QTRY_COMPARE(answer()->text(), u"Hel"_qs);
        QVERIFY(button(u"Stop"_qs)->isVisible());
        promise.addResult(step("stream", Verdict::Ok, u"Hello"_qs));
        promise.finish();
        QTRY_COMPARE(answer()->text(), u"Hello"_qs);
        QTRY_VERIFY(!button(u"Stop"_qs)->isVisible());
        QCOMPARE(steps().size(), 2);
        QCOMPARE(steps().at(1).state, State::Ok);
        QVERIFY(verdict()->accessibleName().contains(u"pays for"));
    }

    void runningTestIsStoppedByEscape()
    {
        m_service->tests.hold = true;
        show();
        button(u"Call"_qs)->click();
        QPromise<CheckStep> &promise = m_service->tests.open(0);
        promise.addResult(step("agent", Verdict::Ok));
        QTRY_COMPARE(steps().size(), 1);
        QVERIFY(m_page->escape());
        QVERIFY(promise.isCanceled());
        promise.finish();
        QTRY_COMPARE(verdict()->accessibleName(), u"Stopped"_qs);
        QVERIFY(!m_page->escape());
    }

    void focusStaysWithTheButtonsAndTheExampleIsWhatIsAsked()
    {
        m_service->tests.hold = true;
        show();
        button(u"Call"_qs)->setFocus();
        QTest::keyClick(button(u"Call"_qs), Qt::Key_Space);
        QVERIFY(button(u"Stop"_qs)->hasFocus());
        QCOMPARE(m_service->testsAsked.last().prompt, m_page->findChild<QLineEdit *>()->placeholderText());
        m_service->tests.open(0).finish();
        QTRY_VERIFY(button(u"Call"_qs)->hasFocus());
        QVERIFY(!button(u"Stop"_qs)->isVisible());
    }

    void failedStepIsTheVerdict()
    {
        CheckStep failed = step("key", Verdict::Failed);
        failed.title = u"Noor has no key"_qs;
        failed.remedy = u"Set one."_qs;
        m_service->steps = {step("agent", Verdict::Ok), failed, step("call", Verdict::Skipped)};
        show();
        button(u"Explain only"_qs)->click();
        QTRY_VERIFY(verdict()->accessibleName().contains(u"Noor has no key"));
        QCOMPARE(verdict()->accessibleDescription(), u"Set one."_qs);
    }

    void testWithoutAnAnswerSaysSo()
    {
        m_service->tests.hold = true;
        show();
        button(u"Explain only"_qs)->click();
        m_service->tests.open(0).finish();
        QTRY_VERIFY(verdict()->accessibleName().contains(u"no answer"));
        QVERIFY(verdict()->isVisible());
    }

    void curlNamesTheKeyByItsVariable()
    {
        show();
        const QString code = m_page->findChild<CodeBlock *>()->code();
        QVERIFY(code.contains(u"$LETTA_GLOBAL_API_KEY"));
        QVERIFY(code.contains(m_service->agentList.at(2).endpoint)); // code-review, the first by name
    }

    void agentIsChosenByOtherPagesBeforeItIsKnown()
    {
        m_page->chooseAgent(u"agent-7f3a91c2-9a57e1"_qs);
        show();
        QCOMPARE(agents()->currentText(), u"mail-triage"_qs);
        m_page->chooseAgent(u"agent-ee01f4b8-165c02"_qs);
        QCOMPARE(agents()->currentText(), u"kb-curator"_qs);
        m_service->agentList.removeFirst();
        Q_EMIT m_service->directoryChanged();
        QTRY_COMPARE(agents()->count(), 15);
        QCOMPARE(agents()->currentText(), u"kb-curator"_qs);
    }

    void nothingToTestAndFailure()
    {
        m_service->agentList.clear();
        m_page->show();
        m_page->activated();
        QTRY_COMPARE(m_page->findChild<PageBody *>()->face(), Face::Empty);
        m_page = std::make_unique<MappingTestPage>(*m_service);
        m_service->broken = Problem{Problem::Code::Storage, u"The store does not answer"_qs, {}, {}, {}};
        m_page->activated();
        QTRY_COMPARE(m_page->findChild<PageBody *>()->face(), Face::Failed);
    }

    void pageMayGoWhileATestRuns()
    {
        m_service->tests.hold = true;
        show();
        button(u"Stream"_qs)->click();
        m_page.reset();
        QVERIFY(m_service->tests.open(0).isCanceled());
        m_service->tests.open(0).finish();
        QCoreApplication::processEvents();
    }

private:
    void show()
    {
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        m_page->activated();
        QTRY_COMPARE(m_page->findChild<PageBody *>()->face(), Face::Content);
    }
    QComboBox *agents() const { return m_page->findChild<QComboBox *>(); }
    QList<Step> steps() const { return m_page->findChildren<StepList *>().last()->steps(); }
    Banner *verdict() const
    {
        const QList<Banner *> banners = m_page->findChildren<Banner *>();
        for (Banner *banner : banners) {
            if (banner->parentWidget()->findChild<StepList *>())
                return banner;
        }
        return nullptr;
    }
    SelectableText *answer() const
    {
        const QList<SelectableText *> texts = m_page->findChildren<SelectableText *>();
        for (SelectableText *found : texts) {
            if (found->accessibleName() == u"Answer")
                return found;
        }
        return nullptr;
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
    std::unique_ptr<MappingTestPage> m_page;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    installLook(application, Theme::Choice::Light);
    tst_MappingTestPage test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_mappingtestpage.moc"
