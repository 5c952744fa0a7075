// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/load/options.h"
#include "tests/bench/wire/script.h"

#include <map>
#include <memory>
#include <string>
#include <tuple>

namespace keyswitch::bench
{

struct Request {
    std::string head;
    std::shared_ptr<const std::string> body;
    std::string bearer; // that the provider has to be called with
    Script script;
};

// Which request is the n-th. Agents and kinds are drawn by a hash of n, so that two runs ask the same in the same
// order.
class RequestPlan
{
public:
    explicit RequestPlan(const Options &options);
    Request request(std::uint64_t number);

private:
    Script scriptFor(std::uint64_t draw) const;
    std::shared_ptr<const std::string> bodyFor(const Script &script);

    const Options &m_options;
    std::string m_headBegin; // with {agent} and {user}
    std::map<std::string, std::shared_ptr<const std::string>> m_bodies; // by model
};

} // namespace keyswitch::bench
