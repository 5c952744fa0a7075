// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace keyswitch::gallery
{

// The mapping test, half way through.
class FakeMappingPage : public Page
{
    Q_OBJECT
public:
    FakeMappingPage();

    QString id() const override { return QStringLiteral("mapping"); }
    QString title() const override { return QStringLiteral("Mapping test"); }
    QString iconName() const override { return QStringLiteral("route"); }
};

} // namespace keyswitch::gallery
