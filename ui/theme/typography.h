// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace keyswitch
{

// The few sizes and weights there are. Sizes are pixels and follow the screen's scale factor.
enum class TextStyle {
    Caption, // 11, medium: table heads, badges, sub-titles
    Small, // 12
    SmallMedium, // 12, medium
    Body, // 13
    Medium, // 13, medium: buttons, names
    Strong, // 13, semi-bold
    Title, // 15, semi-bold
    Page, // 20, semi-bold
    Number, // 24, semi-bold: key figures
    Mono, // 12
    MonoSmall, // 11
};

// Registers the bundled families. False when one could not be read: the system's fonts are used then.
bool loadFonts();

QFont textFont(TextStyle style);

} // namespace keyswitch
