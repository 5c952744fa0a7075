// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/caretypes.h"
#include "proxy/service/types.h"

#include <QJsonValue>
#include <QStringList>

#include <cstdio>

class QIODevice;

namespace keyswitch
{

// What a command says: JSON lines for machines, tables and sentences for people. Results go to `out`, problems to
// `err`. Control characters in data are made visible, so that a name cannot move the cursor of a terminal.
class Printer
{
public:
    Printer(bool json, FILE *out, FILE *err)
        : m_json(json)
        , m_out(out)
        , m_err(err)
    {
    }

    void users(const QList<UserSummary> &users) const;
    void agents(const QList<AgentSummary> &agents) const;
    void requests(const QList<RequestRow> &rows) const;
    void usage(const QList<UsageRow> &rows, UsageGroup by) const;
    void settings(const QList<SettingValue> &values) const;
    void status(const GatewayStatus &status) const;
    void step(const CheckStep &step) const; // as it comes; those still running are left out of the text form
    void backups(const QList<BackupSummary> &backups) const;
    void import(const ImportSummary &summary, bool dryRun) const;
    void progress(const CheckStep &step) const; // of a step that runs: on a terminal, or as JSON
    bool copy(QIODevice &from) const; // as it is
    void done(const QString &sentence) const;
    void problem(const Problem &problem) const;
    void usageError(const QString &sentence) const;
    void event(const QJsonValue &event) const; // always JSON, one line
    void text(const QString &text) const;

private:
    void table(const QStringList &head, const QList<QStringList> &rows, const QList<bool> &numbers) const;
    void json(const QJsonValue &value) const;

    bool m_json;
    FILE *m_out;
    FILE *m_err;
};

// "$0.0014", "unknown", "~$0.0011" when estimated.
QString costText(const Cost &cost);

} // namespace keyswitch
