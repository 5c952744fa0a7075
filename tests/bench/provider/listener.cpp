// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/provider/listener.h"

#include "tests/bench/provider/call.h"
#include "tests/bench/wire/answertext.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace keyswitch::bench
{

static std::string member(const char *name, std::uint64_t value)
{
    return "\"" + std::string(name) + "\":" + std::to_string(value);
}

std::string Counts::json() const
{
    std::string faults;
    for (const auto &[fault, count] : byFault)
        faults += (faults.empty() ? "" : ",") + member(fault.c_str(), count);
    return "{" + member("requests", requests) + "," + member("malformed", malformed) + ","
        + member("released", released) + "," + member("left", left) + ",\"by_fault\":{" + faults + "}}";
}

std::string framedAsChunk(std::string_view data)
{
    char size[24];
    std::snprintf(size, sizeof size, "%zx\r\n", data.size());
    return size + std::string(data) + "\r\n";
}

Listener::Listener(EventLoop &loop, int port, size_t headerBytes)
    : m_loop(loop)
    , m_socket(listenOnLoopback(port))
{
    if (!m_socket.isOpen())
        throw std::system_error(errno, std::generic_category(), "cannot listen on port " + std::to_string(port));
    m_loop.watch(m_socket, *this);
    if (headerBytes > 0)
        m_extraHeaders = "x-litellm-response-cost: 0.00012\r\n";
    for (int number = 0; m_extraHeaders.size() < headerBytes; ++number) {
        char name[32];
        std::snprintf(name, sizeof name, "x-litellm-field-%03d: ", number);
        m_extraHeaders += name + std::string("a-value-of-ordinary-length-0123456789\r\n");
    }
}

Listener::~Listener() = default;

void Listener::ready(std::uint32_t)
{
    for (;;) {
        Descriptor socket = acceptFrom(m_socket);
        if (!socket.isOpen())
            return; // EAGAIN; with too few descriptors the caller sees a connection that hangs
        auto call = std::make_unique<Call>(*this, m_loop, std::move(socket));
        m_calls.emplace(call.get(), std::move(call));
    }
}

void Listener::closed(Call *call)
{
    auto node = m_calls.extract(call);
    m_loop.deleteLater(std::move(node.mapped()));
}

const std::vector<std::string> &Listener::framedEvents(int chunks)
{
    auto [at, isNew] = m_framed.try_emplace(chunks);
    if (isNew) {
        for (const std::string &event : streamEvents({}, chunks))
            at->second.push_back(framedAsChunk(event));
    }
    return at->second;
}

} // namespace keyswitch::bench
