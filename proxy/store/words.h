// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace keyswitch::store
{

// What the store says to people, under one name for translators. A plain function would not do: lupdate files its texts
// under whatever class or namespace surrounds the call, where they are not looked for.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Store)
};

} // namespace keyswitch::store
