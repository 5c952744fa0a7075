// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/typography.h"

#include "resources/resources.h"

#include <QDir>
#include <QFontDatabase>
#include <QStringList>

namespace keyswitch
{

namespace
{

struct Face {
    int pixels;
    QFont::Weight weight;
    bool mono;
};

Face face(TextStyle style)
{
    switch (style) {
    case TextStyle::Caption:
        return {11, QFont::Medium, false};
    case TextStyle::Small:
        return {12, QFont::Normal, false};
    case TextStyle::SmallMedium:
        return {12, QFont::Medium, false};
    case TextStyle::Body:
        return {13, QFont::Normal, false};
    case TextStyle::Medium:
        return {13, QFont::Medium, false};
    case TextStyle::Strong:
        return {13, QFont::DemiBold, false};
    case TextStyle::Title:
        return {15, QFont::DemiBold, false};
    case TextStyle::Page:
        return {20, QFont::DemiBold, false};
    case TextStyle::Number:
        return {24, QFont::DemiBold, false};
    case TextStyle::Mono:
        return {12, QFont::Normal, true};
    case TextStyle::MonoSmall:
        return {11, QFont::Normal, true};
    }
    return {13, QFont::Normal, false};
}

// Noto stands in for scripts that ours do not have.
const QStringList sans{QStringLiteral("Keyswitch Sans"), QStringLiteral("Inter"), QStringLiteral("Noto Sans"),
                       QStringLiteral("Sans Serif")};
const QStringList mono{QStringLiteral("JetBrains Mono"), QStringLiteral("Noto Sans Mono"), QStringLiteral("Monospace")};

} // namespace

bool loadFonts()
{
    registerResources();
    const QDir folder(QStringLiteral(":/keyswitch/fonts"));
    const QStringList files = folder.entryList({QStringLiteral("*.otf"), QStringLiteral("*.ttf")});
    bool all = !files.isEmpty();
    for (const QString &file : files)
        all = QFontDatabase::addApplicationFont(folder.filePath(file)) >= 0 && all;
    return all;
}

QFont textFont(TextStyle style)
{
    const Face is = face(style);
    QFont font;
    font.setFamilies(is.mono ? mono : sans);
    font.setPixelSize(is.pixels);
    font.setWeight(is.weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    if (is.mono)
        font.setStyleStrategy(QFont::PreferNoShaping); // no ligatures: code and addresses are read letter by letter
    if (is.pixels >= 20)
        font.setLetterSpacing(QFont::PercentageSpacing, 98); // large text looks loose at its natural spacing
    return font;
}

} // namespace keyswitch
