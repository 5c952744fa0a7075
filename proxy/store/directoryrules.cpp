// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/store/directoryrules.h"

#include "proxy/store/words.h"

#include <algorithm>

namespace keyswitch::store
{

using namespace Qt::StringLiterals;

static tl::unexpected<Problem> invalid(const QString &title, const QString &remedy)
{
    return tl::unexpected(Problem{Problem::Code::Invalid, title, {}, {}, remedy});
}

// Control and format characters (also those that turn the writing direction), line and paragraph separators, and halves
// of surrogate pairs.
static bool isUnprintable(const QString &text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            ++i;
            continue;
        }
        switch (text[i].category()) {
        case QChar::Other_Control:
        case QChar::Other_Surrogate:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph:
            return true;
        case QChar::Other_Format:
            if (text[i] != QChar(0x200d) && text[i] != QChar(0x200c)) // joiners are part of scripts and emoji
                return true;
            break;
        default:
            break;
        }
    }
    return false;
}

Done checkEmail(const QString &email)
{
    const qsizetype at = email.indexOf(u'@');
    const bool spaces = std::any_of(email.cbegin(), email.cend(), [](QChar c) { return c.isSpace(); });
    if (at > 0 && at < email.size() - 1 && email.indexOf(u'@', at + 1) < 0 && email.size() <= 254 && !spaces
        && !isUnprintable(email))
        return {};
    return invalid(Words::tr("This is not an e-mail address"), Words::tr("Enter one like maria@example.org."));
}

Done checkName(const QString &name)
{
    if (name.trimmed().isEmpty())
        return invalid(Words::tr("The name is empty"), Words::tr("Enter a name."));
    if (name.size() > 200)
        return invalid(Words::tr("The name is too long"), Words::tr("Enter at most 200 characters."));
    if (isUnprintable(name))
        return invalid(Words::tr("The name has characters that cannot be shown"),
                       Words::tr("Leave out line breaks and control characters."));
    return {};
}

Done checkModel(const QString &model)
{
    if (model.isEmpty())
        return {};
    if (model.size() > 200)
        return invalid(Words::tr("The model's name is too long"), Words::tr("Enter at most 200 characters."));
    if (isUnprintable(model) || model != model.trimmed())
        return invalid(Words::tr("This is not a model's name"),
                       Words::tr("Leave out line breaks, control characters and outer spaces."));
    return {};
}

Done checkExternalId(const QString &externalId)
{
    const bool allowed = std::all_of(externalId.cbegin(), externalId.cend(), [](QChar c) {
        return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'.'
            || c == u'_' || c == u'~' || c == u'-';
    });
    if (allowed && !externalId.isEmpty() && externalId.size() <= 128 && externalId != "."_L1 && externalId != ".."_L1)
        return {};
    return invalid(Words::tr("This cannot be an agent's id"),
                   Words::tr("Enter 1 to 128 letters, digits, dots, dashes, underscores or tildes."));
}

Done checkKey(const Secret &key)
{
    const QByteArrayView bytes = key.view();
    const bool visible = std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (visible && bytes.size() >= 8 && bytes.size() <= 512)
        return {};
    return invalid(Words::tr("This cannot be a LiteLLM key"),
                   Words::tr("A key has 8 to 512 visible characters without spaces. Copy it again from LiteLLM."));
}

} // namespace keyswitch::store
