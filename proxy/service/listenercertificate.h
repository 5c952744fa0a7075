// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"
#include "proxy/base/problem.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <array>
#include <memory>

namespace keyswitch
{

class TlsAcceptor;

// The certificate and key the proxy listens with, read from the files the settings name and read again when one of
// them changes: renewals (certbot, cert-manager) replace files and know nothing of us. Service's thread.
//
// Looked at once a second rather than watched: a renewal may swap symbolic links anywhere above the file, or come over
// a network file system, and inotify(7) tells of neither. What has changed is read when it has stayed for one look,
// since two files are never replaced at once.
class ListenerCertificate final : public QObject
{
    Q_OBJECT
public:
    explicit ListenerCertificate(const ListenTls &files);

    // A Problem names the file and what is wrong with it.
    Result<std::shared_ptr<const TlsAcceptor>> load();
    void watch(); // after load()

Q_SIGNALS:
    void renewed(const std::shared_ptr<const keyswitch::TlsAcceptor> &acceptor);

private:
    // Of the file behind all links.
    struct Stamp {
        quint64 device = 0;
        quint64 inode = 0;
        qint64 modified = 0; // ns
        qint64 size = -1;
        friend bool operator==(const Stamp &, const Stamp &) = default;
    };
    using Stamps = std::array<Stamp, 2>;
    Stamps stamps() const;
    void look();

    QString m_certificateFile;
    QString m_keyFile;
    Stamps m_read; // when they were read last
    Stamps m_seen; // at the last look
    QTimer m_timer;
};

} // namespace keyswitch
