// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for libFuzzer in ordinary builds: runs a fuzz target on its corpus and on mutations of it, the same ones
// every time for a given seed. An input under which the target aborts is left in the file "fuzz-input".
#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace
{
QByteArray current;

extern "C" void leaveInput(int)
{
    if (std::FILE *const file = std::fopen("fuzz-input", "wb")) {
        std::fwrite(current.constData(), 1, static_cast<std::size_t>(current.size()), file);
        std::fclose(file);
    }
    std::_Exit(1);
}

void run(const QByteArray &input)
{
    current = QByteArray(input.constData(), input.size()); // its own memory, so that a read beyond the end is found
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(current.constData()),
                           static_cast<std::size_t>(current.size()));
}

class Mutator
{
public:
    Mutator(QList<QByteArray> corpus, unsigned seed)
        : m_corpus(std::move(corpus))
        , m_random(seed)
    {
    }

    QByteArray next()
    {
        QByteArray input = m_corpus[below(m_corpus.size())];
        for (qsizetype left = 1 + below(4); left > 0; --left)
            change(input);
        return input;
    }

private:
    qsizetype below(qsizetype limit) { return static_cast<qsizetype>(m_random() % static_cast<quint64>(limit)); }

    void change(QByteArray &input)
    {
        static constexpr char Telling[] = "{}[]\",:\\\n\r\t -+.eE0159unltf\x00\x1F\x7F\x80\xC3\xE2\xED\xF0\xFF";
        constexpr qsizetype Count = sizeof Telling - 1;
        static const QList<QByteArray> words{
            "\\u0000", "\\ud800", "null", "true",       "1e400",      "-1",
            "{}",      "[]",      "\r\n", "\n\n",       "data: ",     "\xEF\xBB\xBF",
            "\"\"",    ",\"a\":", "\"\\", "\"model\":", "\"usage\":", "9007199254740993"};
        const qsizetype at = below(input.size() + 1);
        const qsizetype length = std::min(below(16) + 1, input.size() - at);
        switch (below(7)) {
        case 0:
            input.remove(at, length);
            break;
        case 1:
            input.insert(at, Telling[below(Count)]);
            break;
        case 2:
            input.insert(at, words[below(words.size())]);
            break;
        case 3:
            if (at < input.size())
                input[at] = Telling[below(Count)];
            break;
        case 4:
            if (at < input.size())
                input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
            break;
        case 5:
            input.insert(below(input.size() + 1), input.mid(at, length));
            break;
        default: {
            const QByteArray &other = m_corpus[below(m_corpus.size())];
            input = input.left(at) + other.mid(below(other.size() + 1));
        }
        }
    }

    QList<QByteArray> m_corpus;
    std::mt19937_64 m_random;
};
} // namespace

// fuzz_… CORPUS-FOLDER ROUNDS [SEED]
int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    std::signal(SIGABRT, leaveInput);
    std::signal(SIGSEGV, leaveInput);
    QList<QByteArray> corpus;
    const QDir folder(QFile::decodeName(argv[1]));
    for (const QString &name : folder.entryList(QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            corpus.append(file.readAll());
    }
    if (corpus.isEmpty())
        return 2;
    for (const QByteArray &input : corpus)
        run(input);
    Mutator mutator(corpus, argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 1);
    for (long rounds = std::atol(argv[2]); rounds > 0; --rounds)
        run(mutator.next());
    return 0;
}
