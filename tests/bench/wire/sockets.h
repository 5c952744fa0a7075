// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace keyswitch::bench
{

// Owns a file descriptor; -1: none.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    Descriptor(Descriptor &&other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {
    }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        other.close();
        return *this;
    }
    ~Descriptor() { close(); }

    int number() const { return m_number; }
    bool isOpen() const { return m_number >= 0; }
    void close();

private:
    int m_number = -1;
};

// Of 127.0.0.1, non-blocking, without Nagle. Invalid with errno set when the system refuses.
Descriptor listenOnLoopback(int port);
int portOf(const Descriptor &socket);
Descriptor acceptFrom(const Descriptor &listener);
Descriptor connectToLoopback(int port);
int errorOf(const Descriptor &socket); // SO_ERROR of a finished connect()

// From now on close() resets the connection.
void resetOnClose(const Descriptor &socket);

enum class Sent { All, Some, Broken };
// Writes both parts, from byte `done` of the two on, and counts `done` up.
Sent send(const Descriptor &socket, std::string_view first, std::string_view second, size_t &done);

enum class Received { Some, Nothing, End, Broken };
// Appends what is there, up to 64 KiB, to `held`.
Received receive(const Descriptor &socket, std::string &held);

} // namespace keyswitch::bench
