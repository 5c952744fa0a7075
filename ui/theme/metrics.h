// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sizes in logical pixels. Heights are multiples of 4, so that they are whole device pixels at 125, 150 and 175 %.
namespace keyswitch::metrics
{

inline constexpr int space1 = 4;
inline constexpr int space2 = 8;
inline constexpr int space3 = 12;
inline constexpr int space4 = 16;
inline constexpr int space6 = 24;
inline constexpr int space8 = 32;
inline constexpr int pageMargin = 20;

inline constexpr int radiusSmall = 4; // badge, box
inline constexpr int radius = 6; // button, field
inline constexpr int radiusCard = 8;
inline constexpr int radiusPopup = 12;

inline constexpr int icon = 16;
inline constexpr int control = 28;
inline constexpr int row = 28;
inline constexpr int tableHead = 28;
inline constexpr int strip = 28;
inline constexpr int navigationItem = 32;
inline constexpr int topBar = 48;
inline constexpr int toolBar = 48;
inline constexpr int stepRow = 48;
inline constexpr int sidebarWidth = 208;
inline constexpr int narrowPage = 1000; // below it, tool bars and strips give up what is optional

} // namespace keyswitch::metrics
