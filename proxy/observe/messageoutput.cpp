// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/observe/messageoutput.h"

#include <QByteArray>
#include <QString>

#include <climits>
#include <poll.h>
#include <unistd.h>

namespace keyswitch
{

namespace
{

char letter(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return 'D';
    case QtInfoMsg:
        return 'I';
    case QtWarningMsg:
        return 'W';
    case QtCriticalMsg:
    case QtFatalMsg:
        return 'E';
    }
    Q_UNREACHABLE();
}

void output(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    QByteArray line = message.toUtf8().left(PIPE_BUF - 4); // what fits a pipe goes in one piece
    line.prepend(' ').prepend(letter(type)).append('\n');
    pollfd room{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&room, 1, 0) <= 0 || !(room.revents & POLLOUT))
        return;
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.constData(), size_t(line.size()));
}

} // namespace

void installMessageOutput()
{
    qInstallMessageHandler(output);
}

} // namespace keyswitch
