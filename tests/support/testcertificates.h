// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslCertificate>
#include <QSslKey>
#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace keyswitch::test
{

// An authority of its own and certificates signed by it, made with the openssl program for one test run.
class TestCertificates
{
public:
    struct Identity {
        QSslCertificate certificate;
        QSslKey key;
    };

    // Nothing when there is no openssl program: skip the test and say so.
    static std::optional<TestCertificates> make();

    QSslCertificate authority() const;
    // `subjectAltName` as openssl writes it: "IP:127.0.0.1", "DNS:localhost". Validity in days from now.
    Identity issue(const QByteArray &subjectAltName, int fromDays = -1, int toDays = 1) const;
    Identity selfSigned(const QByteArray &subjectAltName) const;
    // As PEM files, "<name>.pem" and "<name>.key" of the user alone. Written anew if they are there.
    struct Files {
        QString certificate;
        QString key;
    };
    Files asFiles(const QByteArray &name, const Identity &identity) const;
    QString authorityFile() const { return path("ca.pem"); }

private:
    TestCertificates() = default;
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    Identity read(const char *certificate, const char *key) const;
    std::shared_ptr<QTemporaryDir> m_folder = std::make_shared<QTemporaryDir>();
};

} // namespace keyswitch::test
