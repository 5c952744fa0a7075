// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/wire/eventloop.h"
#include "tests/bench/wire/script.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace keyswitch::bench
{

class Call;

// What came in, to be compared with what the load generator sent and what Keyswitch has metered.
struct Counts {
    std::uint64_t requests = 0; // POSTs that came whole
    std::map<std::string, std::uint64_t> byFault;
    std::uint64_t malformed = 0; // requests that could not be read, or had no script
    std::uint64_t released = 0; // held requests whose other side has left
    std::uint64_t left = 0; // other answers whose reader left before their end

    std::string json() const; // one line
};

// Accepts connections and keeps them, and what all answers share.
class Listener : public Watcher
{
public:
    // Throws std::system_error when the port cannot be had; 0: any. `headerBytes`: of further answer headers.
    Listener(EventLoop &loop, int port, size_t headerBytes);
    ~Listener() override;

    int port() const { return portOf(m_socket); }
    void ready(std::uint32_t events) override;
    void closed(Call *call);

    Counts &counts() { return m_counts; }
    const std::string &extraHeaders() const { return m_extraHeaders; }
    // Events of a stream, framed as chunks, for no bearer; made once for each length.
    const std::vector<std::string> &framedEvents(int chunks);

private:
    EventLoop &m_loop;
    Descriptor m_socket;
    Counts m_counts;
    std::string m_extraHeaders;
    std::map<int, std::vector<std::string>> m_framed;
    std::unordered_map<Call *, std::unique_ptr<Call>> m_calls;
};

std::string framedAsChunk(std::string_view data);

} // namespace keyswitch::bench
