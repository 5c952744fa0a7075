// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace keyswitch
{

// One request as bytes and what the parser must make of it.
struct ParserRow {
    const char *name;
    QByteArray input;
    int status; // 0: accepted
    QByteArray summary; // of an accepted one: "METHOD path ?query @host [fields] body"; empty: not looked at
};

QList<ParserRow> acceptedRows();
QList<ParserRow> refusedHeadRows();
QList<ParserRow> refusedBodyRows();

} // namespace keyswitch
