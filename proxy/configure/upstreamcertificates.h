// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/configsnapshot.h"

#include <QString>

#include <tl/expected.hpp>

namespace keyswitch
{

// Reads the files that are named for an upstream with TLS; null when none is. The error names the setting, and says in
// a translated sentence what is wrong with its file.
struct CertificateFault {
    const char *setting;
    QString why;
};
tl::expected<std::shared_ptr<const UpstreamTls>, CertificateFault>
readUpstreamCertificates(const UpstreamTlsFiles &files);

} // namespace keyswitch
