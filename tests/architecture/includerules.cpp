// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/rules.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace keyswitch::architecture
{

namespace
{

QString folderOf(const QString &path, int depth)
{
    return path.section(u'/', 0, depth - 1);
}

QString roomOf(const QString &path) // proxy/accept/x.h → accept; empty elsewhere
{
    return path.startsWith(QLatin1String("proxy/")) && path.count(u'/') > 1 ? path.section(u'/', 1, 1) : QString();
}

// The rooms are those that proxy/CMakeLists.txt lists; all other folders there are floors of their own.
QSet<QString> roomsOf(const SourceTree &tree)
{
    static const QRegularExpression list(QStringLiteral(R"(set\(rooms\s+([^)]*)\))"));
    const QString text = QString::fromUtf8(tree.files().value(QStringLiteral("proxy/CMakeLists.txt")));
    const QStringList names = list.match(text).captured(1).simplified().split(u' ', Qt::SkipEmptyParts);
    return QSet<QString>(names.cbegin(), names.cend());
}

// May a file of `from` include one of `other`? Both are folders below proxy/, and differ.
bool mayKnow(const QString &from, const QString &other, const QSet<QString> &rooms)
{
    if (other == QLatin1String("base"))
        return true;
    if (from == QLatin1String("pipeline"))
        return rooms.contains(other);
    if (from == QLatin1String("service"))
        return rooms.contains(other) || other == QLatin1String("pipeline");
    if (from == QLatin1String("command"))
        return other == QLatin1String("service");
    return false; // base and the rooms
}

// Lowest and highest level of the libraries that a folder declares.
struct Levels {
    int lowest = 0;
    int highest = 0;
};
std::optional<Levels> levelsOf(const SourceTree &tree, const QString &folder)
{
    static const QRegularExpression level(QStringLiteral(R"(\bLEVEL\s+(\d+))"));
    std::optional<Levels> found;
    auto matches = level.globalMatch(QString::fromUtf8(tree.files().value(folder + QLatin1String("/CMakeLists.txt"))));
    while (matches.hasNext()) {
        const int number = matches.next().captured(1).toInt();
        found =
            found ? Levels{std::min(found->lowest, number), std::max(found->highest, number)} : Levels{number, number};
    }
    return found;
}

bool isIn(const QString &qtHeaders, const char *module, const QString &header)
{
    return QFileInfo::exists(qtHeaders + u'/' + QLatin1String(module) + u'/' + header);
}

bool isOfModule(const QString &qtHeaders, const char *module, const QString &header)
{
    return header.startsWith(QLatin1String(module) + u'/') || isIn(qtHeaders, module, header);
}

bool isQt(const QString &header)
{
    return header.startsWith(u'Q') || (header.startsWith(u'q') && header.endsWith(QLatin1String(".h")));
}

} // namespace

QStringList wrongIncludes(const SourceTree &tree)
{
    QStringList wrong;
    const QSet<QString> rooms = roomsOf(tree);
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        const QString &path = it.key();
        const bool shipped = path.startsWith(QLatin1String("proxy/")) || path.startsWith(QLatin1String("ui/"))
            || path.startsWith(QLatin1String("app/")) || path.startsWith(QLatin1String("resources/"));
        if (!isSource(path) || !shipped)
            continue;
        const QString from = roomOf(path);
        for (const Include &include : includesOf(*it)) {
            const QString other = roomOf(include.name);
            const bool outside = from.isEmpty() && !other.isEmpty() && other != QLatin1String("base")
                && other != QLatin1String("service")
                && !(path.startsWith(QLatin1String("app/")) && other == QLatin1String("command"));
            const bool sideways = !from.isEmpty() && !other.isEmpty() && other != from && !mayKnow(from, other, rooms);
            const bool upwards = !from.isEmpty()
                && (include.name.startsWith(QLatin1String("ui/")) || include.name.startsWith(QLatin1String("app/")));
            if (outside || sideways || upwards || include.name.startsWith(QLatin1String("tests/")))
                wrong.append(path + QLatin1String(": includes ") + include.name);
        }
    }
    return wrong;
}

QStringList wrongWindowIncludes(const SourceTree &tree)
{
    QStringList wrong;
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        if (!isSource(it.key()) || !it.key().startsWith(QLatin1String("ui/")))
            continue;
        const QString own = folderOf(it.key(), 2);
        const auto ownLevels = levelsOf(tree, own);
        if (!ownLevels)
            wrong.append(it.key() + QLatin1String(": its folder declares no library with a LEVEL"));
        for (const Include &include : includesOf(*it)) {
            const QString other = folderOf(include.name, 2);
            if (include.name.startsWith(QLatin1String("app/")))
                wrong.append(it.key() + QLatin1String(": includes ") + include.name);
            if (!include.quoted || !other.startsWith(QLatin1String("ui/")) || other == own)
                continue;
            const auto otherLevels = levelsOf(tree, other);
            if (!ownLevels || !otherLevels || otherLevels->lowest >= ownLevels->highest)
                wrong.append(it.key() + QLatin1String(": includes ") + include.name + QLatin1String(", not below it"));
        }
    }
    return wrong;
}

QStringList wrongQtHeaders(const SourceTree &tree, const QString &qtHeaders)
{
    QStringList wrong;
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        const QString &path = it.key();
        const bool proxy = path.startsWith(QLatin1String("proxy/"));
        const bool models = path.startsWith(QLatin1String("ui/models/"));
        const bool shipped = proxy || path.startsWith(QLatin1String("ui/")) || path.startsWith(QLatin1String("app/"));
        if (!isSource(path) || !shipped)
            continue;
        for (const Include &include : includesOf(*it)) {
            if (!isQt(include.name))
                continue;
            bool bad = models && !isOfModule(qtHeaders, "QtCore", include.name);
            for (const char *const module : {"QtGui", "QtWidgets", "QtCharts", "QtSvg", "QtSvgWidgets", "QtOpenGL"})
                bad = bad || (proxy && isOfModule(qtHeaders, module, include.name));
            bad = bad
                || (isOfModule(qtHeaders, "QtHttpServer", include.name)
                    && !path.startsWith(QLatin1String("proxy/accept/")));
            if (bad)
                wrong.append(path + QLatin1String(": includes ") + include.name);
        }
    }
    return wrong;
}

QStringList includesNotFromRoot(const SourceTree &tree)
{
    QStringList wrong;
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        if (!isSource(it.key()))
            continue;
        for (const Include &include : includesOf(*it)) {
            const bool made = include.name.endsWith(QLatin1String(".moc"));
            if (include.quoted && !made && !tree.files().contains(include.name))
                wrong.append(it.key() + QLatin1String(": \"") + include.name + QLatin1String("\" is not a path here"));
        }
    }
    return wrong;
}

QStringList librariesWithoutLevel(const SourceTree &tree)
{
    static const QRegularExpression direct(
        QStringLiteral(R"((^|\n)\s*(add_library|qt_add_library|target_link_libraries|link_libraries)\s*\()"));
    QStringList wrong;
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        const bool below = it.key().startsWith(QLatin1String("proxy/")) || it.key().startsWith(QLatin1String("ui/"));
        const auto match = direct.match(QString::fromUtf8(*it));
        if (below && it.key().endsWith(QLatin1String("CMakeLists.txt")) && match.hasMatch())
            wrong.append(it.key() + QLatin1String(": ") + match.captured(2) + QLatin1String(" walks around LEVEL"));
    }
    return wrong;
}

} // namespace keyswitch::architecture
