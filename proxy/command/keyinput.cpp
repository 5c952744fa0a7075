// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/keyinput.h"

#include <sodium.h>

#include <cerrno>
#include <cstdio>
#include <termios.h>
#include <unistd.h>

namespace keyswitch
{

Secret readKey(int descriptor, const char *prompt)
{
    termios before{};
    const bool terminal = ::isatty(descriptor) && ::tcgetattr(descriptor, &before) == 0;
    if (terminal) {
        termios silent = before;
        silent.c_lflag &= ~tcflag_t(ECHO);
        ::tcsetattr(descriptor, TCSAFLUSH, &silent);
        fprintf(stderr, "%s", prompt);
        fflush(stderr);
    }
    char buffer[4096 + 1]; // one more than the longest key, for its end of line
    size_t size = 0;
    while (size < sizeof buffer) {
        const ssize_t got = ::read(descriptor, buffer + size, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || buffer[size] == '\n')
            break;
        ++size;
    }
    if (terminal) {
        ::tcsetattr(descriptor, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    Secret key;
    if (size < sizeof buffer)
        key = Secret(QByteArrayView(buffer, qsizetype(size)).trimmed());
    sodium_memzero(buffer, sizeof buffer);
    return key;
}

} // namespace keyswitch
