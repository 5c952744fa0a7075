// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcetree.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>

namespace keyswitch::architecture
{

namespace
{

QStringList trackedFiles(const QString &root)
{
    QProcess git;
    git.setWorkingDirectory(root);
    git.start(QStringLiteral("git"),
              {QStringLiteral("ls-files"), QStringLiteral("-z"), QStringLiteral("--cached"), QStringLiteral("--others"),
               QStringLiteral("--exclude-standard")});
    if (!git.waitForFinished() || git.exitStatus() != QProcess::NormalExit || git.exitCode() != 0)
        return {};
    return QString::fromUtf8(git.readAllStandardOutput()).split(u'\0', Qt::SkipEmptyParts);
}

QStringList filesBelow(const QString &root)
{
    QStringList found;
    for (const char *const folder : {"proxy", "ui", "app", "resources", "tests"}) {
        QDirIterator files(root + u'/' + QLatin1String(folder), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            found.append(QDir(root).relativeFilePath(files.next()));
    }
    return found;
}

} // namespace

SourceTree SourceTree::at(const QString &root)
{
    SourceTree tree;
    QStringList paths = trackedFiles(root);
    tree.m_fromGit = !paths.isEmpty();
    if (paths.isEmpty())
        paths = filesBelow(root);
    for (const QString &path : std::as_const(paths)) {
        QFile file(root + u'/' + path);
        if (file.open(QIODevice::ReadOnly)) // one that is deleted but not yet committed is still listed
            tree.insert(path, file.readAll());
    }
    return tree;
}

QList<Include> includesOf(const QByteArray &source)
{
    QList<Include> found;
    for (const QByteArray &raw : source.split('\n')) {
        QByteArray line = raw.trimmed();
        if (!line.startsWith('#'))
            continue;
        line = line.mid(1).trimmed();
        if (!line.startsWith("include"))
            continue;
        line = line.mid(qsizetype(sizeof "include") - 1).trimmed();
        const bool quoted = line.startsWith('"');
        const qsizetype end = line.indexOf(quoted ? '"' : '>', 1);
        if ((quoted || line.startsWith('<')) && end > 0)
            found.append({QString::fromUtf8(line.mid(1, end - 1)), quoted});
    }
    return found;
}

bool isSource(const QString &path)
{
    return path.endsWith(QLatin1String(".h")) || path.endsWith(QLatin1String(".cpp"));
}

bool isText(const QByteArray &content)
{
    return !content.left(8192).contains('\0');
}

} // namespace keyswitch::architecture
