// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/load/requestplan.h"
#include "tests/bench/wire/messagehead.h"

namespace keyswitch::bench
{

// What became of a request. `outcome` has the words of Keyswitch's rows.
struct Verdict {
    bool right = false; // it ended as its script says it has to
    std::string outcome; // when right: "ok", "upstream_cut" …
    std::string complaint; // when not: what was seen instead
    std::string sample; // and the beginning of it
};

// Compares one answer with the only right one, byte for byte.
class AnswerCheck
{
public:
    void begin(const Request &request);
    void takeHead(const MessageHead &head);
    void takeBody(std::string_view piece);

    // `whole`: the answer's framing has come to its end; else the connection was lost before.
    Verdict finish(bool whole) const;
    bool seesRightBody() const { return m_rightBytes > 0; }

private:
    Verdict checkGood(bool whole) const;
    Verdict checkCut(bool whole) const;
    Verdict complain(const std::string &what) const;

    Script m_script;
    std::string m_expected;
    size_t m_rightBytes = 0; // of m_expected have come
    bool m_isEventStream = false;
    int m_status = 0;
    size_t m_bodyBytes = 0;
    std::string m_rest; // beginning of what was not expected
};

} // namespace keyswitch::bench
