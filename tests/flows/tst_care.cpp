// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/house.h"

#include "proxy/store/backup.h"

using namespace keyswitch;
using namespace keyswitch::test;

// Backups, exports and imports of a proxy that serves.
class tst_Care : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<House> m_house;
    std::unique_ptr<QTemporaryDir> m_out;

    CheckStep ended(QFuture<CheckStep> steps)
    {
        if (!QTest::qWaitFor([&] { return steps.isFinished(); }, 20'000) || steps.resultCount() < 2)
            qFatal("it does not end");
        return steps.resultAt(steps.resultCount() - 1);
    }
    QString file(const char *name, const QByteArray &content = {}) const
    {
        const QString path = m_out->filePath(QString::fromLatin1(name));
        if (!content.isNull()) {
            QFile written(path);
            if (!written.open(QIODevice::WriteOnly) || written.write(content) != content.size())
                qFatal("cannot write");
        }
        return path;
    }
    static QByteArray contentOf(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init()
    {
        m_out = std::make_unique<QTemporaryDir>();
        m_house = std::make_unique<House>(
            [](UpstreamConnection &c, const RecordedRequest &request) {
                c.answer(200, plainAnswer(), JsonLine + "X-Saw: " + request.field("authorization") + "\r\n");
            },
            House::Flags{{"backup.keep", "2"}});
        m_house->addUser("maria");
    }
    void cleanup() { m_house.reset(); }

    void backsUpWhatWasAnsweredAndKeepsAsManyAsTheSettingSays()
    {
        QCOMPARE(m_house->ask("maria-agent", chat(false)).status, 200);
        m_house->rows(1);
        for (int i = 0; i < 3; ++i) {
            const CheckStep made = ended(m_house->service().backUp({}));
            QCOMPARE(made.verdict, CheckStep::Verdict::Ok);
            QVERIFY(QFile::exists(made.detail));
            QVERIFY2(made.remedy.contains(QLatin1String("data.key")), qPrintable(made.remedy)); // what else is needed
        }
        QCOMPARE(House::waited(m_house->service().backups())->size(), 2);
        const CheckStep nowhere = ended(m_house->service().backUp(QStringLiteral("/nowhere/x.db")));
        QCOMPARE(nowhere.verdict, CheckStep::Verdict::Failed);
        QVERIFY(!nowhere.remedy.isEmpty());
    }

    void exportsEveryAnsweredCall()
    {
        for (int i = 0; i < 5; ++i)
            QCOMPARE(m_house->ask("maria-agent", chat(false)).status, 200);
        m_house->rows(5);
        ExportOrder order;
        order.file = file("requests.csv");
        QCOMPARE(ended(m_house->service().exportData(order)).verdict, CheckStep::Verdict::Ok);
        QCOMPARE(contentOf(order.file).count("\r\n"), 6);
        QCOMPARE(ended(m_house->service().exportData(order)).verdict, CheckStep::Verdict::Failed); // it is there
    }

    void whatWasImportedIsUsedByTheNextCall()
    {
        const ImportOrder users{ImportOrder::What::Users,
                                file("users.csv", "email,name,litellm_key\njonas@example.org,Jonas,sk-jonas-key\n"),
                                false};
        const ImportOrder agents{ImportOrder::What::Agents,
                                 file("agents.csv", "agent_id,user_email\njonas-agent,jonas@example.org\n"), false};
        QCOMPARE(m_house->ask("jonas-agent", chat(false)).status, 404);
        ImportOrder preview = users;
        preview.dryRun = true;
        QVERIFY(!House::waited(m_house->service().importDirectory(preview))->applied);
        QCOMPARE(House::waited(m_house->service().users())->size(), 1);
        QVERIFY(House::waited(m_house->service().importDirectory(users))->applied);
        QVERIFY(House::waited(m_house->service().importDirectory(agents))->applied);
        QCOMPARE(m_house->ask("jonas-agent", chat(false)).status, 200);
        QCOMPARE(m_house->upstream().requests().last().field("authorization"), QByteArray("Bearer sk-jonas-key"));
    }

    void workThatRunsWhenTheServiceGoesIsBrokenOff()
    {
        ExportOrder order;
        order.file = file("requests.csv");
        const auto backup = m_house->service().backUp({});
        const auto exported = m_house->service().exportData(order);
        const auto import = m_house->service().importDirectory(
            {ImportOrder::What::Users, file("u.csv", "email\nx@example.org\n"), false});
        m_house.reset();
        QVERIFY(exported.isFinished());
        QVERIFY(!QFile::exists(order.file + QStringLiteral(".part")));
        QTRY_VERIFY(backup.isFinished() && import.isFinished());
    }
};

QTEST_GUILESS_MAIN(tst_Care)
#include "tst_care.moc"
