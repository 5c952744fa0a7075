// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/flows/framing/answers.h"

#include <QRegularExpression>

namespace keyswitch::test
{

namespace
{

// The chunks of a body up to its end, or up to where it is cut.
qsizetype sizeOfChunks(const QByteArray &bytes)
{
    qsizetype at = 0;
    while (true) {
        const qsizetype line = bytes.indexOf("\r\n", at);
        if (line < 0)
            return bytes.size();
        const qsizetype size = bytes.mid(at, line - at).toLongLong(nullptr, 16);
        at = line + 2 + size + 2;
        if (at > bytes.size())
            return bytes.size();
        if (size == 0)
            return at;
    }
}

int count(const Answer &answer, const QByteArray &name)
{
    int found = 0;
    for (const QByteArray &line : answer.head.split('\n'))
        found += line.toLower().startsWith(name + ':');
    return found;
}

} // namespace

QList<Answer> answersIn(QByteArray bytes, bool firstIsToHead)
{
    QList<Answer> answers;
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf("\r\n\r\n");
        const QByteArray head = end < 0 ? bytes : bytes.first(end + 4);
        Answer answer = Answer::parse(head);
        qsizetype size = 0;
        if (answer.status >= 200 && !(firstIsToHead && answers.isEmpty())) {
            const QByteArray rest = bytes.sliced(head.size());
            size = answer.field("transfer-encoding") == "chunked"
                ? sizeOfChunks(rest)
                : qMin<qsizetype>(answer.field("content-length").toLongLong(), rest.size());
            answer = Answer::parse(bytes.first(head.size() + size));
        } else {
            answer.whole = answer.status > 0;
        }
        answers.append(answer);
        bytes.remove(0, head.size() + size);
    }
    return answers;
}

QByteArray faultOf(const Answer &answer)
{
    static const QRegularExpression date(
        QStringLiteral("^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
                       "\\d{4} \\d\\d:\\d\\d:\\d\\d GMT$"));
    if (!answer.whole)
        return "the answer is not whole";
    if (count(answer, "date") != 1 || !date.match(QString::fromLatin1(answer.field("date"))).hasMatch())
        return "not one Date";
    if (count(answer, "content-length") + count(answer, "transfer-encoding") != 1)
        return "not one way of framing";
    if (count(answer, "server") > 0)
        return "it says what serves";
    if (count(answer, "content-type") != 1 || count(answer, "x-request-id") != 1)
        return "no type or no id";
    if (answer.status >= 400 && !answer.body.isEmpty() && answer.errorCode().isEmpty())
        return "no error in OpenAI's shape";
    if (answer.status == 405 && count(answer, "allow") != 1)
        return "405 does not say what is allowed";
    return {};
}

} // namespace keyswitch::test
