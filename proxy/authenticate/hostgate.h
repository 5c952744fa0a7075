// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/exchange.h"

#include <vector>

namespace keyswitch
{

// Lets through only requests whose Host names us: a web page whose name was re-pointed at 127.0.0.1 (DNS rebinding)
// names itself. Loopback names, the listening address, the public URL's host and the allowed ones pass; ports are not
// looked at. Immutable, made per configuration; any thread.
class HostGate
{
public:
    explicit HostGate(const ConfigSnapshot &config);
    bool allows(QByteArrayView host) const; // value of the Host field
    std::optional<Failure> apply(const Exchange &exchange) const;

private:
    void add(const QByteArray &name);

    std::vector<QByteArray> m_names; // lower case, without port, IPv6 in brackets; few
};

} // namespace keyswitch
