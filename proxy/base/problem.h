// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <tl/expected.hpp>

namespace keyswitch
{

// An error off the data path (commands, queries, clients of Letta and LiteLLM): what a person is told.
// All text is for people and already translated; no secret is ever put into one.
struct Problem {
    enum class Code {
        Invalid, // the input was refused; nothing changed
        NotFound,
        Conflict, // exists already, or was changed meanwhile
        Unauthorized, // the other side refused our credentials
        Unreachable, // could not connect, or the connection broke
        Timeout,
        Refused, // the other side answered with an error of its own
        Unexpected, // the other side answered something we do not understand
        Storage, // the store: full, locked, damaged, too new
        Cancelled,
        Unavailable, // not configured, shutting down, or not in this mode
    };
    Code code = Code::Invalid;
    QString title; // what does not work, in the user's words: "Letta does not answer"
    QString detail; // what is known: status, the other side's own message, the failing step
    QString url; // where, without credentials; empty when no network is involved
    QString remedy; // what to do next
    friend bool operator==(const Problem &, const Problem &) = default;
};

template <typename T> using Result = tl::expected<T, Problem>;
using Done = tl::expected<void, Problem>;

// Stable machine word of a code ("not_found"), for --json and exit codes.
const char *word(Problem::Code code);

} // namespace keyswitch
