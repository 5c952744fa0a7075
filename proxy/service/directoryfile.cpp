// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/service/directoryfile.h"

#include "proxy/csv/csvreader.h"
#include "proxy/csv/formulaguard.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <sodium.h>

#include <algorithm>

namespace keyswitch
{

using namespace Qt::StringLiterals;
using What = ImportOrder::What;

namespace
{

constexpr qint64 Largest = 32 * 1024 * 1024;
constexpr auto KeyColumn = "litellm_key"_L1;

// lupdate would file the texts of a plain function under the class that surrounds the call.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(DirectoryFile)
};

Problem invalid(const QString &title, const QString &detail, const QString &remedy)
{
    return {Problem::Code::Invalid, title, detail, {}, remedy};
}

// The file's bytes, which may hold keys.
class Bytes
{
public:
    explicit Bytes(qint64 size)
        : m_bytes(new char[size_t(size)])
        , m_size(size_t(size))
    {
    }
    ~Bytes() { sodium_memzero(m_bytes.get(), m_size); }
    Bytes(const Bytes &) = delete;
    Bytes &operator=(const Bytes &) = delete;
    std::span<char> all() { return {m_bytes.get(), m_size}; }

private:
    std::unique_ptr<char[]> m_bytes;
    size_t m_size;
};

struct Columns {
    QStringList known;
    QStringList leftOut; // an export has them
    QString needed;
};
const Columns &columnsOf(What what)
{
    static const Columns users{{u"email"_s, u"name"_s, u"enabled"_s, KeyColumn},
                               {u"key_fingerprint"_s, u"agents"_s, u"created_at"_s},
                               u"email"_s};
    static const Columns agents{{u"agent_id"_s, u"name"_s, u"user_email"_s, u"model"_s, u"enabled"_s},
                                {u"user_name"_s, u"created_at"_s, u"last_request_at"_s},
                                u"agent_id"_s};
    return what == What::Users ? users : agents;
}

Result<QStringList> readHead(const CsvLine &line, What what)
{
    const Columns &columns = columnsOf(what);
    const QString names = columns.known.join(u", "_s);
    QStringList head;
    for (const QByteArrayView cell : line.cells) {
        const QString name = QString::fromUtf8(cell).trimmed().toLower();
        if (!columns.known.contains(name) && !columns.leftOut.contains(name)) {
            return tl::unexpected(invalid(Words::tr("The file has a column that is not known"),
                                          Words::tr("Line %1: “%2”").arg(line.number).arg(name.left(50)),
                                          Words::tr("The first line names the columns: %1.").arg(names)));
        }
        if (head.contains(name)) {
            return tl::unexpected(invalid(Words::tr("The file has a column twice"),
                                          Words::tr("Line %1: “%2”").arg(line.number).arg(name),
                                          Words::tr("Leave one out.")));
        }
        head << name;
    }
    if (!head.contains(columns.needed)) {
        return tl::unexpected(invalid(Words::tr("A column is missing"), columns.needed,
                                      Words::tr("The first line names the columns: %1.").arg(names)));
    }
    return head;
}

std::optional<bool> flagOf(const QString &text, bool &understood)
{
    const QString word = text.trimmed().toLower();
    understood = true;
    if (word.isEmpty())
        return std::nullopt;
    if (QStringList{u"true"_s, u"yes"_s, u"on"_s, u"1"_s}.contains(word))
        return true;
    if (QStringList{u"false"_s, u"no"_s, u"off"_s, u"0"_s}.contains(word))
        return false;
    understood = false;
    return std::nullopt;
}

class Reader
{
public:
    Reader(What what, QStringList head, DirectoryFile &into)
        : m_what(what)
        , m_head(std::move(head))
        , m_into(into)
    {
    }

    void add(const CsvLine &line)
    {
        const auto problem = m_what == What::Users ? user(line) : agent(line);
        if (problem)
            m_into.refused << ImportLine{line.number, ImportLine::Verdict::Refused, {}, {}, *problem};
    }

private:
    std::optional<Problem> check(const CsvLine &line) const
    {
        if (qsizetype(line.cells.size()) != m_head.size()) {
            return invalid(Words::tr("The line does not have as many cells as there are columns"),
                           Words::tr("%1 instead of %2").arg(line.cells.size()).arg(m_head.size()),
                           Words::tr("Text with a comma or a quote in it has to be quoted."));
        }
        for (qsizetype i = 0; i < m_head.size(); ++i) {
            if (!line.cells[size_t(i)].isValidUtf8())
                return invalid(Words::tr("The text is not UTF-8"), m_head[i],
                               Words::tr("Save the file as CSV in UTF-8."));
        }
        bool understood = true;
        (void)flagOf(text(line, "enabled").value_or(QString()), understood);
        if (!understood)
            return invalid(Words::tr("“enabled” is neither true nor false"), {},
                           Words::tr("Write true, false, or nothing."));
        return std::nullopt;
    }

    std::optional<QByteArrayView> bytes(const CsvLine &line, QLatin1String column) const
    {
        const qsizetype at = m_head.indexOf(column);
        return at < 0 ? std::nullopt : std::optional(line.cells[size_t(at)]);
    }
    std::optional<QString> text(const CsvLine &line, const char *column) const
    {
        const auto cell = bytes(line, QLatin1String(column));
        if (!cell)
            return std::nullopt;
        const QString text = QString::fromUtf8(*cell);
        return withoutGuard(text).toString();
    }
    std::optional<bool> flag(const CsvLine &line) const
    {
        bool understood = true;
        return flagOf(text(line, "enabled").value_or(QString()), understood);
    }

    std::optional<Problem> user(const CsvLine &line)
    {
        if (const auto problem = check(line))
            return problem;
        store::ImportedUser user;
        user.line = line.number;
        user.email = text(line, "email").value_or(QString());
        user.name = text(line, "name");
        user.enabled = flag(line);
        if (const auto key = bytes(line, KeyColumn))
            user.litellmKey = Secret(key->trimmed());
        m_into.import.users.push_back(std::move(user));
        return std::nullopt;
    }

    std::optional<Problem> agent(const CsvLine &line)
    {
        if (const auto problem = check(line))
            return problem;
        m_into.import.agents.push_back({line.number, text(line, "agent_id").value_or(QString()), text(line, "name"),
                                        text(line, "user_email"), text(line, "model"), flag(line)});
        return std::nullopt;
    }

    What m_what;
    QStringList m_head;
    DirectoryFile &m_into;
};

void warnOfKeys(DirectoryFile &read, const QFile &file)
{
    const bool hasKeys = std::any_of(read.import.users.begin(), read.import.users.end(),
                                     [](const auto &user) { return !user.litellmKey.isEmpty(); });
    if (!hasKeys)
        return;
    read.warnings << Words::tr(
        "The file holds LiteLLM keys that anybody can read who gets it: delete it now (shred -u).");
    if (file.permissions() & (QFile::ReadGroup | QFile::ReadOther))
        read.warnings << Words::tr("Other users of this machine could read it, and the keys in it: consider new ones.");
}

} // namespace

Result<DirectoryFile> DirectoryFile::read(const ImportOrder &order)
{
    QFile file(order.file);
    if (!QFileInfo(order.file).isFile() || !file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return tl::unexpected(
            Problem{Problem::Code::NotFound,
                    Words::tr("The file cannot be read"),
                    order.file + ": "_L1 + file.errorString(),
                    {},
                    Words::tr("Check its name, and that the account that runs Keyswitch may read it.")});
    }
    if (file.size() > Largest) {
        return tl::unexpected(
            invalid(Words::tr("The file is too large"), order.file,
                    Words::tr("Split it: at most %1 MiB are read at once.").arg(Largest / 1024 / 1024)));
    }
    Bytes bytes(file.size());
    if (file.read(bytes.all().data(), file.size()) != file.size()) {
        return tl::unexpected(Problem{Problem::Code::Storage,
                                      Words::tr("The file cannot be read"),
                                      order.file + ": "_L1 + file.errorString(),
                                      {},
                                      Words::tr("Try again.")});
    }
    CsvReader csv(bytes.all());
    const auto first = csv.next();
    if (!first)
        return tl::unexpected(first.error());
    if (!*first)
        return tl::unexpected(invalid(Words::tr("The file is empty"), order.file, Words::tr("Choose another one.")));
    const Result<QStringList> head = readHead(**first, order.what);
    if (!head)
        return tl::unexpected(head.error());
    DirectoryFile read;
    Reader reader(order.what, *head, read);
    for (;;) {
        const auto line = csv.next();
        if (!line)
            return tl::unexpected(line.error());
        if (!*line)
            break;
        reader.add(**line);
    }
    read.import.dryRun = order.dryRun || !read.refused.isEmpty();
    warnOfKeys(read, file);
    return read;
}

} // namespace keyswitch
