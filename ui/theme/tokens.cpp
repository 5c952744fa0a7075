// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace keyswitch
{

namespace
{

constexpr TokenRow table[] = {
    {Token::Canvas, "canvas", 0xffF7F8FA, 0xff15171B, "page"},
    {Token::Sidebar, "sidebar", 0xffEEF0F4, 0xff101215, "navigation, status strip"},
    {Token::Surface, "surface", 0xffFFFFFF, 0xff1B1E23, "cards, tables, fields"},
    {Token::Sunken, "sunken", 0xffF1F3F6, 0xff16181C, "table head, code, tracks"},
    {Token::Raised, "raised", 0xffFFFFFF, 0xff24282F, "menus, toasts, tooltips, dark buttons"},
    {Token::Border, "border", 0xffE3E6EB, 0xff2A2E35, "hairlines (decorative)"},
    {Token::BorderStrong, "border-strong", 0xffCBD0D9, 0xff3B414B, "edge of buttons and popups (decorative)"},
    {Token::Control, "control", 0xff868E9C, 0xff6F7784, "edge of fields, boxes, switches"},
    {Token::Text, "text", 0xff1A1E26, 0xffE6E8ED, "text"},
    {Token::Muted, "muted", 0xff505866, 0xffA8AFBC, "second text, icons"},
    {Token::Faint, "faint", 0xff626A78, 0xff9098A6, "captions, table head, units"},
    {Token::Accent, "accent", 0xff2B50CC, 0xff9DB1FF, "links, active, chosen"},
    {Token::AccentFill, "accent-fill", 0xff3558D6, 0xff4765DC, "primary button, checked box"},
    {Token::AccentHover, "accent-hover", 0xff2947B8, 0xff3A57CC, "the same, pointed at"},
    {Token::OnAccent, "on-accent", 0xffFFFFFF, 0xffFFFFFF, "text on accent-fill"},
    {Token::AccentSoft, "accent-soft", 0xffE6ECFC, 0xff242E4F, "selected row, chip"},
    {Token::Hover, "hover", 0xffEDEFF3, 0xff262A31, "row or button pointed at"},
    {Token::Ok, "ok", 0xff157347, 0xff62CB92, "healthy"},
    {Token::OkSoft, "ok-soft", 0xffE2F3E9, 0xff18301F, "its ground"},
    {Token::Warn, "warn", 0xff8A5000, 0xffE9B862, "look soon"},
    {Token::WarnSoft, "warn-soft", 0xffFCEFD9, 0xff352A14, "its ground"},
    {Token::Danger, "danger", 0xffB9252F, 0xffFF9391, "broken"},
    {Token::DangerSoft, "danger-soft", 0xffFCE7E8, 0xff3C1E20, "its ground"},
    {Token::Info, "info", 0xff0B629E, 0xff7CBBF0, "running, news"},
    {Token::InfoSoft, "info-soft", 0xffE1EFFA, 0xff162C3F, "its ground"},
    {Token::Focus, "focus", 0xff2B50CC, 0xff9DB1FF, "keyboard focus, 2 px"},
    {Token::Scrim, "scrim", 0x66161A22, 0xA0060709, "behind what floats over a page"},
    {Token::Shadow, "shadow", 0x1F000000, 0x99000000, "under popups"},
};

constexpr QRgb series[] = {
    0xff0072B2, 0xffE69F00, 0xff009E73, 0xffCC79A7, 0xff56B4E9, 0xffD55E00, 0xff8A92A1,
};

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < std::size(table); ++i) {
        if (table[i].token != Token(i))
            return false;
    }
    return std::size(table) == std::size_t(Token::Shadow) + 1;
}
static_assert(inOrder(), "the table is indexed by the enumeration");

// WCAG 2.1, "relative luminance".
double luminance(const QColor &color)
{
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

std::span<const TokenRow> tokenTable()
{
    return table;
}

QColor tokenColor(Token token, bool dark)
{
    const TokenRow &row = table[std::size_t(token)];
    return QColor::fromRgba(dark ? row.dark : row.light);
}

double contrast(const QColor &a, const QColor &b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(float(alpha));
    return color;
}

QColor mixed(const QColor &a, const QColor &b, double shareOfB)
{
    const auto mix = [shareOfB](float x, float y) { return float(x * (1 - shareOfB) + y * shareOfB); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

Token softGround(Token tone)
{
    switch (tone) {
    case Token::Ok:
        return Token::OkSoft;
    case Token::Warn:
        return Token::WarnSoft;
    case Token::Danger:
        return Token::DangerSoft;
    case Token::Info:
        return Token::InfoSoft;
    case Token::Accent:
        return Token::AccentSoft;
    default:
        return Token::Sunken;
    }
}

QColor seriesFill(int index)
{
    return QColor::fromRgb(series[std::size_t(std::clamp(index, 0, otherSeries))]);
}

QColor seriesEdge(int index, bool dark)
{
    const QColor surface = tokenColor(Token::Surface, dark);
    QColor edge = seriesFill(index);
    for (int step = 0; step < 24 && contrast(edge, surface) < 3.0; ++step)
        edge = mixed(edge, dark ? QColor(Qt::white) : QColor(Qt::black), 0.06);
    return edge;
}

} // namespace keyswitch
