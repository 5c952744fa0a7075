// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>

namespace keyswitch
{

// How a thing is doing, the same five in sidebar, strip, tables and tray. Each has a shape of its own (disc, ring,
// triangle, diamond, arc), so that colour is never the only difference.
enum class State {
    Ok,
    Off, // not in use, not reached, stopped on purpose
    Warn, // look soon
    Error, // broken
    Running, // busy right now
};

} // namespace keyswitch

Q_DECLARE_METATYPE(keyswitch::State)
