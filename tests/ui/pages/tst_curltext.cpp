// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/curltext.h"

#include <QProcess>
#include <QTest>

using namespace keyswitch;

class tst_CurlText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wordsAreQuotedWhereTheyMust()
    {
        QCOMPARE(shellWord(u"http://127.0.0.1:8484/a-b_c"_qs), u"http://127.0.0.1:8484/a-b_c"_qs);
        QCOMPARE(shellWord(u"two words"_qs), u"'two words'"_qs);
        QCOMPARE(shellWord(u"it's"_qs), u"'it'\\''s'"_qs);
        QCOMPARE(shellWord({}), u"''"_qs);
    }

    // What a shell makes of it is what was meant, whatever stands in names and prompts.
    void aShellReadsWhatWasMeant()
    {
        const QString prompt = u"it's \"$HOME\" `id` \\ \n новая строка; rm -rf /tmp/none"_qs;
        const QString text =
            curlText({u"http://127.0.0.1:8484/api/v1/llm-proxy/a'b $(id)"_qs, u"gpt'4"_qs, prompt, true});
        QProcess shell;
        shell.setProgram(u"/bin/sh"_qs);
        shell.setArguments(
            {u"-c"_qs,
             u"LETTA_GLOBAL_API_KEY=probe; curl() { for word; do printf '%s\\0' \"$word\"; done; }; "_qs + text});
        shell.start();
        QVERIFY(shell.waitForFinished());
        QList<QByteArray> words = shell.readAllStandardOutput().split('\0');
        words.removeLast();
        QCOMPARE(words.size(), 8);
        QCOMPARE(words.at(0), QByteArray("-N"));
        QCOMPARE(words.at(1), QByteArray("http://127.0.0.1:8484/api/v1/llm-proxy/a'b $(id)/chat/completions"));
        QCOMPARE(words.at(3), QByteArray("Authorization: Bearer probe"));
        const QString body = QString::fromUtf8(words.at(7));
        QVERIFY(body.contains(u"\"model\":\"gpt'4\""));
        QVERIFY(body.contains(u"новая строка; rm -rf /tmp/none"));
        QVERIFY(body.contains(u"$HOME"));
        QVERIFY(body.contains(u"\"stream\":true"));
    }

    void endpointThatIsCompleteIsNotDoubled()
    {
        const QString text = curlText({u"http://h/chat/completions"_qs, {}, u"hi"_qs, false});
        QCOMPARE(text.count(u"/chat/completions"), 1);
        QVERIFY(!text.contains(u"-N"));
        QVERIFY(!text.contains(u"model"));
    }
};

QTEST_GUILESS_MAIN(tst_CurlText)
#include "tst_curltext.moc"
