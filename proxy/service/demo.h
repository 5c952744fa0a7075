// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// What a first start shows, before anything is set up: a user and an agent that the built-in upstream answers.
namespace keyswitch::demo
{

inline constexpr char Email[] = "demo@keyswitch.invalid"; // RFC 2606: can be nobody's address
inline constexpr char Name[] = "Demo user";
inline constexpr char AgentId[] = "demo-agent";
inline constexpr char AgentName[] = "Demo agent";
inline constexpr char Model[] = "mock-small";
inline constexpr char LiteLlmKey[] = "sk-demo-key-for-the-mock-upstream"; // opens nothing
inline constexpr char GlobalKey[] = "keyswitch-demo-key"; // only in mock mode, only while no other is set

// A call that works when it is pasted into a shell.
QString curlExample(const QString &url);

} // namespace keyswitch::demo
