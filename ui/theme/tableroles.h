// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qnamespace.h>

namespace keyswitch
{

// What a cell may say about itself beside its text. Presenters answer these, the table's delegate reads them. Each role
// means one thing only.
namespace TableRole
{
enum : int {
    State = Qt::UserRole + 0x100, // keyswitch::State: a mark in front of the text
    Style, // int of CellStyle; without it: Number when right-aligned, else Text
    Elide, // int of Qt::TextElideMode; without it: end (Mono: start, since the tail of an address differs)
    Tone, // int of Token: the colour of the text
    Badge, // QString: a badge after the text, or instead of it when there is none
    BadgeTone, // int of Token
    BadgeIcon, // QString: name of an icon in the badge
    Share, // double, 0 to 1: the bar of a Meter cell
    Dimmed, // bool: a row that is not in use, in faint text
    Total, // bool: the row of sums, strong on sunken ground
};
}

enum class CellStyle {
    Text,
    Name, // medium weight: what the row is about
    Mono, // ids, addresses
    Number, // right, never elided
    Meter, // a bar and its number
};

} // namespace keyswitch
