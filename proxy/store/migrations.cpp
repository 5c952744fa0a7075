// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/migrations.h"

#include "proxy/store/databasecopy.h"
#include "proxy/store/datafolder.h"
#include "proxy/store/statement.h"
#include "proxy/store/words.h"

#include <QFile>

static void loadSqlFiles()
{
    Q_INIT_RESOURCE(store_sql); // a static library's resources are not there by themselves; outside any namespace
}

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

QStringList splitStatements(const QString &sql)
{
    QStringList statements;
    QString statement;
    QChar quote;
    for (qsizetype i = 0; i < sql.size(); ++i) {
        const QChar c = sql[i];
        if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
        } else if (c == u'\'' || c == u'"') {
            quote = c;
        } else if (c == u'-' && i + 1 < sql.size() && sql[i + 1] == u'-') {
            while (i < sql.size() && sql[i] != u'\n')
                ++i;
            statement += u'\n';
            continue;
        } else if (c == u';') {
            if (const QString done = statement.trimmed(); !done.isEmpty())
                statements << done;
            statement.clear();
            continue;
        }
        statement += c;
    }
    if (const QString done = statement.trimmed(); !done.isEmpty())
        statements << done;
    return statements;
}

const std::vector<Migration> &allMigrations()
{
    static const std::vector<Migration> migrations = [] {
        loadSqlFiles();
        std::vector<Migration> all;
        for (int number = 1;; ++number) {
            QFile file(u":/keyswitch/store/sql/sqlite/%1.sql"_s.arg(number, 4, 10, QLatin1Char('0')));
            if (!file.open(QIODevice::ReadOnly))
                break;
            all.push_back({number, splitStatements(QString::fromUtf8(file.readAll()))});
        }
        return all;
    }();
    return migrations;
}

static Done apply(const Connection &connection, const Migration &migration)
{
    Transaction transaction(connection);
    if (const Done done = transaction.begin(); !done)
        return done;
    for (const QString &statement : migration.statements) {
        if (const Done done = connection.execute(statement); !done) {
            Problem problem = done.error();
            problem.title = Words::tr("The database could not be brought up to date");
            problem.remedy =
                Words::tr("Nothing was changed. Free some disk space and try again; if it stays, report this.");
            return tl::unexpected(problem);
        }
    }
    // Both are part of the transaction in SQLite.
    if (const Done done = connection.execute(u"PRAGMA application_id=%1"_s.arg(applicationId)); !done)
        return done;
    if (const Done done = connection.execute(u"PRAGMA user_version=%1"_s.arg(migration.number)); !done)
        return done;
    return transaction.commit();
}

Done createDatabase(const QString &file, const std::vector<Migration> &migrations)
{
    const QString made = file + ".new"_L1;
    QFile::remove(made + "-journal"_L1);
    if (const Done done = DataFolder::createPrivate(made); !done)
        return done;
    {
        const auto creator = Connection::open(made, Connection::Role::Creator);
        if (!creator)
            return tl::unexpected(creator.error());
        for (const Migration &migration : migrations) {
            if (const Done done = apply(**creator, migration); !done)
                return done;
        }
    }
    QFile written(made);
    if (written.open(QIODevice::ReadWrite | QIODevice::ExistingOnly) && DataFolder::putInPlace(written, file))
        return {};
    return tl::unexpected(Problem{Problem::Code::Storage,
                                  Words::tr("The database cannot be made"),
                                  file + ": "_L1 + written.errorString(),
                                  {},
                                  Words::tr("Free some space on the disk and try again.")});
}

static Done backUp(const Connection &writer, int target)
{
    const QString name = u"%1.before-%2"_s.arg(writer.file()).arg(target);
    QString free = name; // an earlier attempt's copy stays: it may be the better one
    for (int i = 2; QFile::exists(free); ++i)
        free = u"%1-%2"_s.arg(name).arg(i);
    const Done done = copyDatabase(writer.file(), Original::Open, free);
    if (done)
        return {};
    Problem problem = done.error();
    problem.title = Words::tr("The backup before the update could not be made");
    problem.detail = done.error().title + u". "_s + done.error().detail;
    problem.remedy = Words::tr("The database was not changed. Free as much disk space as it takes and start again.");
    return tl::unexpected(problem);
}

Done migrate(const Connection &writer, const std::vector<Migration> &migrations)
{
    const Result<qint64> version = writer.number(u"PRAGMA user_version"_s);
    if (!version)
        return tl::unexpected(version.error());
    const int latest = migrations.empty() ? 0 : migrations.back().number;
    if (*version > latest) {
        return tl::unexpected(Problem{
            Problem::Code::Storage,
            Words::tr("The database was made by a newer Keyswitch"),
            Words::tr("%1 has schema %2; this version knows schemas up to %3.")
                .arg(writer.file())
                .arg(*version)
                .arg(latest),
            {},
            Words::tr("Use the newer version, or restore the copy that was made before its update (%1.before-%2).")
                .arg(writer.file())
                .arg(latest + 1)});
    }
    if (*version == latest)
        return {};
    if (const Done done = backUp(writer, latest); !done)
        return done;
    for (const Migration &migration : migrations) {
        if (migration.number <= *version)
            continue;
        if (const Done done = apply(writer, migration); !done)
            return done;
    }
    return {};
}

} // namespace keyswitch::store
