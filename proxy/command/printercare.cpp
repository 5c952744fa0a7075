// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/command/printer.h"
#include "proxy/service/caredescribe.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QLocale>

#include <unistd.h>

namespace keyswitch
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("Printer", text);
}

QString kindText(BackupSummary::Kind kind)
{
    switch (kind) {
    case BackupSummary::Kind::Asked:
        return tr("backup");
    case BackupSummary::Kind::BeforeUpdate:
        return tr("before an update");
    case BackupSummary::Kind::Replaced:
        return tr("replaced by a restore");
    }
    Q_UNREACHABLE();
}

QString sentenceOf(const ImportLine &line)
{
    if (line.verdict != ImportLine::Verdict::Refused)
        return line.changes.join(QLatin1String(", "));
    QStringList parts;
    for (const QString &part : {line.reason.title, line.reason.detail, line.reason.remedy}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(QLatin1String(". "));
}

} // namespace

void Printer::backups(const QList<BackupSummary> &backups) const
{
    if (m_json)
        return json(toJson(backups));
    if (backups.isEmpty())
        return text(tr("There are no backups yet. Make one: keyswitchd backup\n"));
    QList<QStringList> rows;
    for (const BackupSummary &backup : backups) {
        rows.append({backup.madeAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")), kindText(backup.kind),
                     QLocale::c().formattedDataSize(backup.bytes),
                     backup.schema ? QString::number(backup.schema) : QStringLiteral("–"), backup.file});
    }
    table({tr("Made"), tr("Kind"), tr("Size"), tr("Schema"), tr("File")}, rows, {false, false, true, true, false});
}

void Printer::import(const ImportSummary &summary, bool dryRun) const
{
    if (m_json)
        return json(toJson(summary));
    QHash<ImportLine::Verdict, int> counts;
    QList<QStringList> rows;
    for (const ImportLine &line : summary.lines) {
        ++counts[line.verdict];
        if (line.verdict != ImportLine::Verdict::Same)
            rows.append({QString::number(line.line), wordOf(line.verdict), line.who, sentenceOf(line)});
    }
    if (!rows.isEmpty())
        table({tr("Line"), tr("What"), tr("Who"), tr("Columns")}, rows, {true, false, false, false});
    text(tr("New: %1, changed: %2, same: %3, refused: %4.\n")
             .arg(counts[ImportLine::Verdict::New])
             .arg(counts[ImportLine::Verdict::Changed])
             .arg(counts[ImportLine::Verdict::Same])
             .arg(counts[ImportLine::Verdict::Refused]));
    if (summary.applied)
        text(tr("All of it is done.\n"));
    else if (counts[ImportLine::Verdict::Refused] > 0)
        text(tr("Nothing was changed: correct the refused lines first.\n"));
    else if (dryRun)
        text(tr("Nothing was changed: this was a dry run.\n"));
    for (const QString &warning : summary.warnings)
        fprintf(m_err, "%s\n", warning.toUtf8().constData());
}

void Printer::progress(const CheckStep &step) const
{
    if (m_json)
        return json(toJson(step));
    if (step.detail.isEmpty() || m_err != stderr || !::isatty(STDERR_FILENO))
        return;
    fprintf(m_err, "\r%s  \r", step.detail.toUtf8().constData()); // the next line is written over it
    fflush(m_err);
}

bool Printer::copy(QIODevice &from) const
{
    while (!from.atEnd()) {
        const QByteArray piece = from.read(256 * 1024);
        if (piece.isEmpty() || fwrite(piece.constData(), 1, size_t(piece.size()), m_out) != size_t(piece.size()))
            return false;
    }
    return fflush(m_out) == 0;
}

} // namespace keyswitch
