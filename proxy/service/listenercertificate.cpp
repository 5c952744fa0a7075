// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/listenercertificate.h"

#include "proxy/accept/tlsacceptor.h"

#include <QFile>

#include <sys/stat.h>

namespace keyswitch
{

using namespace std::chrono_literals;

namespace
{

constexpr auto BetweenLooks = 1s;

} // namespace

ListenerCertificate::ListenerCertificate(const ListenTls &files)
    : m_certificateFile(QString::fromUtf8(files.certificate))
    , m_keyFile(QString::fromUtf8(files.key))
{
    m_timer.setInterval(BetweenLooks);
    connect(&m_timer, &QTimer::timeout, this, &ListenerCertificate::look);
}

Result<std::shared_ptr<const TlsAcceptor>> ListenerCertificate::load()
{
    m_read = m_seen = stamps(); // before: what is replaced meanwhile is seen at the next look
    const auto identity = TlsIdentity::read(m_certificateFile, m_keyFile);
    std::shared_ptr<const TlsAcceptor> acceptor = identity ? TlsAcceptor::make(*identity) : nullptr;
    if (acceptor)
        return acceptor;
    Problem problem;
    problem.title = tr("The proxy cannot listen with TLS");
    problem.detail = identity
        ? tr("the certificate in %1 is too weak to be used: take an RSA key of 2048 bits or more, or an EC key")
              .arg(m_certificateFile)
        : identity.error();
    problem.remedy =
        tr("The settings are listen.tls_certificate and listen.tls_key; without both, Keyswitch listens in "
           "plain HTTP.");
    return tl::unexpected(problem);
}

void ListenerCertificate::watch()
{
    m_timer.start();
}

ListenerCertificate::Stamps ListenerCertificate::stamps() const
{
    const auto stampOf = [](const QString &path) {
        struct stat state {
        };
        if (::stat(QFile::encodeName(path).constData(), &state) != 0)
            return Stamp{};
        return Stamp{state.st_dev, state.st_ino, qint64(state.st_mtim.tv_sec) * 1'000'000'000 + state.st_mtim.tv_nsec,
                     state.st_size};
    };
    return {stampOf(m_certificateFile), stampOf(m_keyFile)};
}

void ListenerCertificate::look()
{
    const Stamps now = stamps();
    const bool settled = now == std::exchange(m_seen, now);
    if (!settled || now == m_read)
        return;
    const auto acceptor = load();
    if (!acceptor) {
        qWarning("The new certificate is not used, the one from before stays: %s",
                 qUtf8Printable(acceptor.error().detail));
        return;
    }
    qInfo("The listener's certificate was renewed: %s, valid until %s", qUtf8Printable(m_certificateFile),
          qUtf8Printable((*acceptor)->identity().validUntil().toString(Qt::ISODate)));
    Q_EMIT renewed(*acceptor);
}

} // namespace keyswitch
