// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/base/tlsidentity.h"
#include "tests/support/testcertificates.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QTest>

#include <unistd.h>

using namespace keyswitch;
using namespace keyswitch::test;

class tst_TlsIdentity : public QObject
{
    Q_OBJECT

private:
    QString file(const char *name, const QByteArray &content)
    {
        QFile made(m_folder.filePath(QLatin1String(name)));
        if (!made.open(QIODevice::WriteOnly) || made.write(content) != content.size())
            qFatal("cannot write a test file");
        return made.fileName();
    }
    static QByteArray content(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_certificates = TestCertificates::make();
        if (!m_certificates)
            QSKIP("no openssl program to make certificates with");
        m_good = m_certificates->asFiles("good", m_certificates->issue("IP:127.0.0.1", -1, 3));
    }

    void readsWhatFitsTogether()
    {
        const auto identity = TlsIdentity::read(m_good.certificate, m_good.key);
        QVERIFY2(identity, qPrintable(identity ? QString() : identity.error()));
        const QSslCertificate certificate(content(m_good.certificate));
        QCOMPARE((*identity)->validUntil(), certificate.expiryDate());
        QCOMPARE((*identity)->chain().size(), size_t(1));
        QCOMPARE(QSslCertificate((*identity)->chainPem()), certificate);
        QCOMPARE((*identity)->keyPem().view(), QByteArrayView(content(m_good.key)));
        QCOMPARE((*identity)->publicKeyDigest().size(), 32);
    }

    void readsTheChainAndAKeyInTheSameFile()
    {
        const QString both = file(
            "both.pem", content(m_good.certificate) + content(m_certificates->authorityFile()) + content(m_good.key));
        const auto identity = TlsIdentity::read(both, both);
        QVERIFY2(identity, qPrintable(identity ? QString() : identity.error()));
        QCOMPARE((*identity)->chain().size(), size_t(2));
        QVERIFY(!(*identity)->chainPem().contains("PRIVATE"));
    }

    void saysWhichFileIsWrongAndHow_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<bool>("keyIsNamed");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QString &certificate, const QString &key, bool keyIsNamed,
                            const char *words) {
            QTest::newRow(name) << certificate << key << keyIsNamed << QString::fromLatin1(words);
        };
        const auto old = m_certificates->asFiles("old", m_certificates->issue("IP:127.0.0.1", -10, -5));
        const auto future = m_certificates->asFiles("future", m_certificates->issue("IP:127.0.0.1", 5, 10));
        const auto other = m_certificates->asFiles("other", m_certificates->issue("IP:127.0.0.1"));
        const QString text = file("text", "no PEM at all\n");
        const QString damaged = file("damaged", content(m_good.certificate).replace("\nM", "\n?"));
        row("no certificate file", QStringLiteral("/nowhere/cert.pem"), m_good.key, false, "cannot be read");
        row("no key file", m_good.certificate, QStringLiteral("/nowhere/key.pem"), true, "cannot be read");
        row("folder", m_certificates->authorityFile().section(u'/', 0, -2), m_good.key, false, "cannot be read");
        row("endless", QStringLiteral("/dev/zero"), m_good.key, false, "larger than 1 MiB");
        row("text for a certificate", text, m_good.key, false, "no certificate in PEM form");
        row("damaged certificate", damaged, m_good.key, false, "damaged");
        row("text for a key", m_good.certificate, text, true, "no private key in PEM form");
        row("certificate for a key", m_good.certificate, m_good.certificate, true, "no private key in PEM form");
        row("another's key", m_good.certificate, other.key, true, "does not belong to");
        row("expired", old.certificate, old.key, false, "expired on 20");
        row("not yet valid", future.certificate, future.key, false, "not valid before 20");
        const QString locked = m_folder.filePath(QStringLiteral("locked.key"));
        QCOMPARE(QProcess::execute(QStringLiteral("openssl"),
                                   {QStringLiteral("pkey"), QStringLiteral("-in"), m_good.key, QStringLiteral("-out"),
                                    locked, QStringLiteral("-aes256"), QStringLiteral("-passout"),
                                    QStringLiteral("pass:secret")}),
                 0);
        row("key with a passphrase", m_good.certificate, locked, true, "passphrase");
        if (::geteuid() != 0) { // root may read everything
            const QString closed = file("closed.key", content(m_good.key));
            QFile::setPermissions(closed, {});
            row("key that may not be read", m_good.certificate, closed, true, "cannot be read");
        }
    }
    void saysWhichFileIsWrongAndHow()
    {
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(bool, keyIsNamed);
        QFETCH(QString, words);
        const auto identity = TlsIdentity::read(certificate, key);
        QVERIFY(!identity);
        QVERIFY2(identity.error().contains(words), qPrintable(identity.error()));
        QVERIFY2(identity.error().contains(keyIsNamed ? key : certificate), qPrintable(identity.error()));
    }

    void readsAuthorities()
    {
        const auto one = readAuthorities(m_certificates->authorityFile());
        QVERIFY(one);
        QCOMPARE(QSslCertificate::fromData(*one).size(), 1);
        QVERIFY(readAuthorities(m_good.key).error().contains(QLatin1String("no certificate")));
    }

private:
    QTemporaryDir m_folder;
    std::optional<TestCertificates> m_certificates;
    TestCertificates::Files m_good;
};

QTEST_GUILESS_MAIN(tst_TlsIdentity)
#include "tst_tlsidentity.moc"
