// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace keyswitch::architecture
{

// The files that make the project, by path from its root. From a checkout, or made up by a test.
class SourceTree
{
public:
    // Tracked files and new ones that are not ignored; without git, all below the source folders.
    static SourceTree at(const QString &root);

    void insert(const QString &path, const QByteArray &content) { m_files.insert(path, content); }
    const QMap<QString, QByteArray> &files() const { return m_files; }
    bool isFromGit() const { return m_fromGit; }

private:
    QMap<QString, QByteArray> m_files;
    bool m_fromGit = false;
};

struct Include {
    QString name; // as written between the marks
    bool quoted = false;
};
QList<Include> includesOf(const QByteArray &source);

bool isSource(const QString &path); // C++
bool isText(const QByteArray &content);

} // namespace keyswitch::architecture
