// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testcertificates.h"

#include <QDateTime>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>

namespace keyswitch::test
{

namespace
{

void openssl(const QString &folder, const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("openssl"), arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0)
        qFatal("openssl %s: %s", qPrintable(arguments.join(u' ')), process.readAll().constData());
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList words(const char *line)
{
    return QString::fromLatin1(line).split(u' ');
}

QString asn1Time(int daysFromNow)
{
    return QDateTime::currentDateTimeUtc().addDays(daysFromNow).toString(QStringLiteral("yyyyMMddHHmmss'Z'"));
}

} // namespace

std::optional<TestCertificates> TestCertificates::make()
{
    if (QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty())
        return std::nullopt;
    TestCertificates made;
    const QString folder = made.m_folder->path();
    write(made.path("ca.cnf"),
          "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n"
          "policy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n");
    write(made.path("index.txt"), "");
    write(made.path("serial"), "01\n");
    openssl(folder,
            words("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout ca.key "
                  "-out ca.pem -subj /CN=Authority"));
    return made;
}

QSslCertificate TestCertificates::authority() const
{
    return QSslCertificate(readAll(path("ca.pem")));
}

TestCertificates::Identity TestCertificates::issue(const QByteArray &subjectAltName, int fromDays, int toDays) const
{
    QStringList request =
        words("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout leaf.key -out leaf.csr "
              "-subj /CN=leaf -addext");
    openssl(m_folder->path(), request << QStringLiteral("subjectAltName=") + QString::fromLatin1(subjectAltName));
    QStringList sign =
        words("ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key -in leaf.csr -out leaf.pem");
    sign << QStringLiteral("-startdate") << asn1Time(fromDays) << QStringLiteral("-enddate") << asn1Time(toDays);
    openssl(m_folder->path(), sign);
    return read("leaf.pem", "leaf.key");
}

TestCertificates::Identity TestCertificates::selfSigned(const QByteArray &subjectAltName) const
{
    QStringList request =
        words("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout self.key "
              "-out self.pem -subj /CN=self -addext");
    openssl(m_folder->path(), request << QStringLiteral("subjectAltName=") + QString::fromLatin1(subjectAltName));
    return read("self.pem", "self.key");
}

TestCertificates::Files TestCertificates::asFiles(const QByteArray &name, const Identity &identity) const
{
    const Files files{path(QByteArray(name + ".pem").constData()), path(QByteArray(name + ".key").constData())};
    write(files.certificate, identity.certificate.toPem());
    write(files.key, identity.key.toPem());
    QFile::setPermissions(files.key, QFile::ReadOwner | QFile::WriteOwner);
    return files;
}

TestCertificates::Identity TestCertificates::read(const char *certificate, const char *key) const
{
    Identity identity{QSslCertificate(readAll(path(certificate))), QSslKey(readAll(path(key)), QSsl::Ec)};
    if (identity.certificate.isNull() || identity.key.isNull())
        qFatal("openssl made no usable certificate");
    return identity;
}

} // namespace keyswitch::test
