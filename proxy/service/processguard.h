// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace keyswitch
{

// What a process that holds keys does about itself. Call hardenProcess() first of all in main().
//
// No core dumps and no tracing by other processes of the user: keys lie in memory. A write to a closed pipe or socket
// is an error value, not the end of the process. As many descriptors as the system allows, since each stream needs two.
void hardenProcess();

// How many client connections this process has descriptors for: each may need a second one for its upstream, and some
// are kept for the process itself (database, control socket, workers), so that those who are in can always be served.
int connectionsSystemAllows(int workers);

// Threads made from now on wait with Qt's own event loop instead of glib's, which costs a proxy some 15 % more a
// request.
void useOwnEventLoop();

// Signals that ask for an orderly end, as Qt signals of the thread that made this object.
class TerminationSignals final : public QObject
{
    Q_OBJECT
public:
    explicit TerminationSignals(QObject *parent = nullptr);
    ~TerminationSignals() override;

Q_SIGNALS:
    void terminate(int count); // SIGTERM or SIGINT; 1 for the first

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
    int m_count = 0;
};

} // namespace keyswitch
