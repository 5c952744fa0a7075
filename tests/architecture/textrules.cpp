// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/rules.h"

#include <QRegularExpression>

namespace keyswitch::architecture
{

namespace
{

// "path:line: match", for each line of text files that has one.
void find(const QString &path, const QByteArray &content, const QRegularExpression &pattern, QStringList &found)
{
    int number = 0;
    for (const QByteArray &line : content.split('\n')) {
        ++number;
        const auto match = pattern.match(QString::fromUtf8(line));
        if (match.hasMatch())
            found.append(QStringLiteral("%1:%2: %3").arg(path).arg(number).arg(match.captured()));
    }
}

bool isLicence(const QString &path)
{
    const QString name = path.section(u'/', -1);
    return name.startsWith(QLatin1String("LICENSE")) || name.startsWith(QLatin1String("OFL"));
}

bool isScript(const QString &path)
{
    for (const char *const ending : {".py", ".sh", ".cmake", ".lua"}) {
        if (path.endsWith(QLatin1String(ending)))
            return true;
    }
    return false;
}

} // namespace

QStringList versionSwitches(const SourceTree &tree)
{
    static const QRegularExpression pattern(QStringLiteral(R"(^\s*#.*\bQT_VERSION\b)"));
    QStringList found;
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        const bool allowed = it.key().startsWith(QLatin1String("proxy/accept/httpservershim."))
            || it.key().startsWith(QLatin1String("ui/theme/colorscheme."));
        if (isSource(it.key()) && !allowed)
            find(it.key(), *it, pattern, found);
    }
    return found;
}

QStringList withoutLicenceLine(const SourceTree &tree)
{
    QStringList wrong;
    const QByteArray line = "SPDX-License-Identifier: GPL-3.0-or-later";
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        const QByteArray head = it->left(400);
        const QByteArrayList lines = head.split('\n');
        const bool has = isSource(it.key()) ? lines.value(0) == "// " + line
                                            : !isScript(it.key()) || lines.mid(0, 3).join('\n').contains(line);
        if (!has && !it->trimmed().isEmpty())
            wrong.append(it.key() + QLatin1String(": no licence line"));
    }
    return wrong;
}

QStringList unfinishedWork(const SourceTree &tree)
{
    // In two parts, so that this file has no such word itself.
    static const QRegularExpression pattern(QStringLiteral("\\b(TO") + QStringLiteral("DO|FIX")
                                            + QStringLiteral("ME)\\b"));
    QStringList found;
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        if (isText(*it) && !isLicence(it.key()))
            find(it.key(), *it, pattern, found);
    }
    return found;
}

QStringList namesWithoutJob(const SourceTree &tree)
{
    // Names that Qt gave (QNetworkAccessManager) are not ours to change.
    static const QRegularExpression pattern(QStringLiteral("(?<!access)managers?|helper|utils?$|common"));
    QStringList found;
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        const QString name = it.key().section(u'/', -1).section(u'.', 0, 0);
        if (isSource(it.key()) && pattern.match(name).hasMatch())
            found.append(it.key());
    }
    return found;
}

QStringList machinePlaces(const SourceTree &tree)
{
    // Put together from parts, so that this file names no such place itself.
    static const QRegularExpression pattern(QStringLiteral("/ro"
                                                           "ot/|/ho"
                                                           "me/[a-z]|/Us"
                                                           "ers/[A-Za-z]|/wo"
                                                           "rk/|/tm"
                                                           "p/(wt|bash)")
                                            + QStringLiteral("|\\b(pypi|npm"
                                                             "js|crates|conan)\\.(org|io|com)\\b|pythonho"
                                                             "sted\\.org")
                                            + QStringLiteral("|\\b(deb|security|snapshot)\\.deb"
                                                             "ian\\.org|archive\\.ubu"
                                                             "ntu\\.com")
                                            + QStringLiteral("|\\b(proxy|sum)\\.gol"
                                                             "ang\\.org|\\brepo1?\\.ma"
                                                             "ven|\\bruby"
                                                             "gems\\.org")
                                            + QStringLiteral("|(index|registry-1)\\.doc"
                                                             "ker\\.io"));
    QStringList found;
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        if (isText(*it) && !isLicence(it.key()))
            find(it.key(), *it, pattern, found);
    }
    return found;
}

TooLong tooLong(const SourceTree &tree)
{
    TooLong found;
    for (auto it = tree.files().cbegin(); it != tree.files().cend(); ++it) {
        if (!isSource(it.key()))
            continue;
        const bool header = it.key().endsWith(QLatin1String(".h"));
        const qsizetype lines = it->count('\n');
        const QString entry = QStringLiteral("%1: %2 lines").arg(it.key()).arg(lines);
        const bool test =
            it.key().startsWith(QLatin1String("tests/")); // a list of cases is easier to read in one piece
        if (lines > (header ? 250 : test ? 900 : 600))
            found.refused.append(entry);
        else if (lines > (header ? 150 : 400))
            found.noted.append(entry);
    }
    return found;
}

} // namespace keyswitch::architecture
