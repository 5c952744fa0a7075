// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/caretypes.h"
#include "proxy/service/json.h"

// As describe.h and words.h, for the values of caretypes.h.
namespace keyswitch
{

template <> struct Words<BackupSummary::Kind> {
    static constexpr std::array list{std::pair{BackupSummary::Kind::Asked, "asked"},
                                     std::pair{BackupSummary::Kind::BeforeUpdate, "before_update"},
                                     std::pair{BackupSummary::Kind::Replaced, "replaced"}};
};
template <> struct Words<ExportOrder::What> {
    static constexpr std::array list{
        std::pair{ExportOrder::What::Requests, "requests"}, std::pair{ExportOrder::What::Usage, "usage"},
        std::pair{ExportOrder::What::Users, "users"}, std::pair{ExportOrder::What::Agents, "agents"}};
};
template <> struct Words<ExportOrder::Format> {
    static constexpr std::array list{std::pair{ExportOrder::Format::Csv, "csv"},
                                     std::pair{ExportOrder::Format::JsonLines, "jsonl"}};
};
template <> struct Words<ImportOrder::What> {
    static constexpr std::array list{std::pair{ImportOrder::What::Users, "users"},
                                     std::pair{ImportOrder::What::Agents, "agents"}};
};
template <> struct Words<ImportLine::Verdict> {
    static constexpr std::array list{
        std::pair{ImportLine::Verdict::New, "new"}, std::pair{ImportLine::Verdict::Same, "same"},
        std::pair{ImportLine::Verdict::Changed, "changed"}, std::pair{ImportLine::Verdict::Refused, "refused"}};
};

template <typename A> void describe(A &a, BackupSummary &v)
{
    a("file", v.file)("kind", v.kind)("made_at", v.madeAt)("bytes", v.bytes)("schema", v.schema);
}
template <typename A> void describe(A &a, ExportOrder &v)
{
    a("what", v.what)("format", v.format)("file", v.file)("from", v.from)("to", v.to)("by", v.by);
    a("user", v.user)("agent", v.agent);
}
template <typename A> void describe(A &a, ImportOrder &v)
{
    a("what", v.what)("file", v.file)("dry_run", v.dryRun);
}
template <typename A> void describe(A &a, ImportLine &v)
{
    a("line", v.line)("verdict", v.verdict)("who", v.who)("changes", v.changes)("reason", v.reason);
}
template <typename A> void describe(A &a, ImportSummary &v)
{
    a("applied", v.applied)("lines", v.lines)("warnings", v.warnings);
}

} // namespace keyswitch
