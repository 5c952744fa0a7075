// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

#include <span>

namespace keyswitch
{

// Every colour of the windows has a name here and a value in one table; nothing else in the code names a colour.
enum class Token {
    Canvas,
    Sidebar,
    Surface,
    Sunken,
    Raised,
    Border,
    BorderStrong,
    Control,
    Text,
    Muted,
    Faint,
    Accent,
    AccentFill,
    AccentHover,
    OnAccent,
    AccentSoft,
    Hover,
    Ok,
    OkSoft,
    Warn,
    WarnSoft,
    Danger,
    DangerSoft,
    Info,
    InfoSoft,
    Focus,
    Scrim,
    Shadow,
};

struct TokenRow {
    Token token;
    const char *name;
    QRgb light;
    QRgb dark;
    const char *use;
};

std::span<const TokenRow> tokenTable();
QColor tokenColor(Token token, bool dark);

// Relative contrast of two opaque colours, 1 to 21 (WCAG 2.1, 1.4.3: 4.5 for text; 1.4.11: 3 for what is not text).
double contrast(const QColor &a, const QColor &b);

QColor withAlpha(QColor color, double alpha);
QColor mixed(const QColor &a, const QColor &b, double shareOfB);

// The soft ground that belongs to a tone (Ok → OkSoft …); Sunken for what has none.
Token softGround(Token tone);

// Series of charts: Okabe-Ito, told apart by people who see colours differently. 0 to 5 are named series, `otherSeries`
// is the grey of "n others". The edge is the same hue pulled until it has contrast 3 on the surface.
inline constexpr int namedSeries = 6;
inline constexpr int otherSeries = 6;
QColor seriesFill(int series);
QColor seriesEdge(int series, bool dark);

} // namespace keyswitch
