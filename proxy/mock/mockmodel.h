// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/money.h"
#include "proxy/base/tokenusage.h"

#include <QByteArrayView>
#include <QString>

#include <chrono>
#include <span>

namespace keyswitch
{

// A model of the built-in upstream. Its name decides what happens, so that each failure can be tried from any client
// without a setting.
struct MockModel {
    enum class Behaviour : quint8 {
        Answer,
        RateLimit, // 429 with retry-after
        ServerError, // 500
        WrongKey, // 401
        ContextTooLong, // 400 context_length_exceeded
        Cut, // breaks off in the middle of the answer
        Stall, // begins its answer and falls silent
        Hang, // never answers
        HtmlPage, // 502 with an HTML page, as a reverse proxy sends
        Close, // closes the connection without an answer
    };
    const char *name;
    Behaviour behaviour = Behaviour::Answer;
    std::chrono::milliseconds pause{0}; // between two pieces of a stream; before a plain answer: once
    // US dollars for a million tokens are thousandths of these: 150 → $0.15.
    NanoDollars promptToken{150};
    NanoDollars completionToken{600};
    int sentences = 1; // how much it says
    bool embeds = false; // embeddings only

    QString id() const { return QString::fromLatin1(name); }
    NanoDollars price(Tokens prompt, Tokens completion) const
    {
        return NanoDollars(prompt * count(promptToken) + completion * count(completionToken));
    }
};

std::span<const MockModel> mockModels();
const MockModel *findMockModel(QStringView name); // null: unknown

} // namespace keyswitch
