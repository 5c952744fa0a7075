// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/resolve/jsonscan.h"

#include <QByteArray>

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <cstring>
#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace keyswitch
{

namespace
{
// What a byte is to the scanner, in one look-up.
enum Class : std::uint8_t { Other = 0, Space = 1, Digit = 2, StringStop = 4, Hex = 8 };

constexpr std::array<std::uint8_t, 256> classes()
{
    std::array<std::uint8_t, 256> table{};
    for (const char c : {' ', '\t', '\n', '\r'})
        table[static_cast<unsigned char>(c)] |= Space;
    for (int c = '0'; c <= '9'; ++c)
        table[c] |= Digit | Hex;
    for (int c = 'a'; c <= 'f'; ++c) {
        table[c] |= Hex;
        table[c - 'a' + 'A'] |= Hex;
    }
    for (int c = 0; c < 0x20; ++c)
        table[c] |= StringStop;
    table['"'] |= StringStop;
    table['\\'] |= StringStop;
    return table;
}
constexpr auto Classes = classes();

bool is(char c, Class what)
{
    return (Classes[static_cast<unsigned char>(c)] & what) != 0;
}

// Sixteen bytes, which the compiler puts into one register (GCC's and clang's vector extension).
using Vector = std::uint8_t __attribute__((vector_size(16)));

Vector stopsIn(const char *at)
{
    Vector bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    return Vector((bytes == '"') | (bytes == '\\') | (bytes < 0x20));
}

bool any(Vector marks)
{
    std::array<quint64, 2> halves;
    std::memcpy(halves.data(), &marks, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

// What is left of a run that has no room for a whole register.
const char *stopInRest(const char *at, const char *end)
{
    constexpr qsizetype Width = sizeof(Vector);
    while (end - at >= Width && !any(stopsIn(at)))
        at += Width;
    while (at != end && !is(*at, StringStop))
        ++at;
    return at;
}

const char *stopBySixteen(const char *at, const char *end)
{
    constexpr qsizetype Width = sizeof(Vector);
    while (end - at >= 4 * Width
           && !any(stopsIn(at) | stopsIn(at + Width) | stopsIn(at + 2 * Width) | stopsIn(at + 3 * Width)))
        at += 4 * Width;
    return stopInRest(at, end);
}

#ifdef __x86_64__
[[gnu::target("avx2")]] const char *stopByThirtyTwo(const char *at, const char *end)
{
    constexpr qsizetype Width = sizeof(__m256i);
    const __m256i quote = _mm256_set1_epi8('"');
    const __m256i backslash = _mm256_set1_epi8('\\');
    const __m256i lastControl = _mm256_set1_epi8(0x1f);
    const auto marks = [&](const char *from) __attribute__((target("avx2"), always_inline))
    {
        const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(from));
        const __m256i controls = _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, lastControl), lastControl);
        return _mm256_or_si256(controls,
                               _mm256_or_si256(_mm256_cmpeq_epi8(bytes, quote), _mm256_cmpeq_epi8(bytes, backslash)));
    };
    for (; end - at >= 4 * Width; at += 4 * Width) {
        const __m256i all = _mm256_or_si256(_mm256_or_si256(marks(at), marks(at + Width)),
                                            _mm256_or_si256(marks(at + 2 * Width), marks(at + 3 * Width)));
        if (!_mm256_testz_si256(all, all))
            break;
    }
    return stopInRest(at, end);
}
#endif

// To the next quote, backslash or control character. A prompt of a megabyte is one long string: this loop is what it
// costs.
const char *stringStop(const char *at, const char *end)
{
#ifdef __x86_64__
    constexpr qsizetype Short = 128; // most strings are
    static const bool hasAvx2 = __builtin_cpu_supports("avx2") != 0;
    if (hasAvx2 && end - at > Short) {
        const char *const stop = stopInRest(at, at + Short);
        return stop != at + Short ? stop : stopByThirtyTwo(stop, end);
    }
#endif
    return stopBySixteen(at, end);
}

int hexValue(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

char32_t codeUnit(const char *fourDigits)
{
    char32_t unit = 0;
    for (int i = 0; i < 4; ++i)
        unit = unit * 16 + static_cast<char32_t>(hexValue(fourDigits[i]));
    return unit;
}

void appendUtf8(QByteArray &out, char32_t c)
{
    if (c < 0x80) {
        out.append(static_cast<char>(c));
    } else if (c < 0x800) {
        out.append(static_cast<char>(0xC0 | (c >> 6)));
        out.append(static_cast<char>(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        out.append(static_cast<char>(0xE0 | (c >> 12)));
        out.append(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
        out.append(static_cast<char>(0x80 | (c & 0x3F)));
    } else {
        out.append(static_cast<char>(0xF0 | (c >> 18)));
        out.append(static_cast<char>(0x80 | ((c >> 12) & 0x3F)));
        out.append(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
        out.append(static_cast<char>(0x80 | (c & 0x3F)));
    }
}
} // namespace

bool JsonScan::isUtf8(QByteArrayView text)
{
    return simdjson::validate_utf8(text.data(), static_cast<std::size_t>(text.size()));
}

void JsonScan::skipSpace()
{
    while (m_at != m_end && is(*m_at, Space))
        ++m_at;
}

bool JsonScan::take(char c)
{
    if (m_at == m_end || *m_at != c)
        return false;
    ++m_at;
    return true;
}

bool JsonScan::skipString()
{
    if (!take('"'))
        return false;
    for (;;) {
        m_at = stringStop(m_at, m_end);
        if (m_at == m_end)
            return false;
        if (*m_at == '"') {
            ++m_at;
            return true;
        }
        if (*m_at != '\\' || m_end - m_at < 2)
            return false; // a control character, or the text ends
        const char escape = m_at[1];
        m_at += 2;
        switch (escape) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't':
            break;
        case 'u':
            if (m_end - m_at < 4 || !is(m_at[0], Hex) || !is(m_at[1], Hex) || !is(m_at[2], Hex) || !is(m_at[3], Hex))
                return false;
            m_at += 4;
            break;
        default:
            return false;
        }
    }
}

bool JsonScan::skipNumber()
{
    const auto digits = [this] {
        const char *const first = m_at;
        while (m_at != m_end && is(*m_at, Digit))
            ++m_at;
        return m_at != first;
    };
    take('-');
    if (!take('0') && !digits())
        return false;
    if (take('.') && !digits())
        return false;
    if (m_at != m_end && (*m_at | 0x20) == 'e') {
        ++m_at;
        if (!take('+'))
            take('-');
        return digits();
    }
    return true;
}

bool JsonScan::skipWord(QByteArrayView word)
{
    if (m_end - m_at < word.size() || QByteArrayView(m_at, word.size()) != word)
        return false;
    m_at += word.size();
    return true;
}

bool JsonScan::skipScalar()
{
    switch (peek()) {
    case '"':
        return skipString();
    case 't':
        return skipWord("true");
    case 'f':
        return skipWord("false");
    case 'n':
        return skipWord("null");
    default:
        return skipNumber(); // "01" and "1x" fail at the next token
    }
}

bool JsonScan::skipValue()
{
    // One bit an open container: 1 is an object.
    std::array<quint64, LargestDepth / 64> objects{};
    int depth = 0;
    const auto isObject = [&] { return (objects[(depth - 1) / 64] >> ((depth - 1) % 64) & 1) != 0; };
    const auto skipKey = [this] {
        skipSpace();
        if (!skipString())
            return false;
        skipSpace();
        return take(':');
    };

    for (;;) {
        skipSpace();
        const char c = peek();
        if (c == '{' || c == '[') {
            ++m_at;
            skipSpace();
            if (depth + m_outerDepth == LargestDepth)
                return false;
            const bool object = c == '{';
            if (!take(object ? '}' : ']')) {
                const quint64 bit = 1ULL << (depth % 64);
                objects[depth / 64] = object ? objects[depth / 64] | bit : objects[depth / 64] & ~bit;
                ++depth;
                if (object && !skipKey())
                    return false;
                continue;
            }
        } else if (!skipScalar()) {
            return false;
        }
        // Behind a value: close what ends here, or step over the comma to the next one.
        for (;;) {
            if (depth == 0)
                return true;
            skipSpace();
            if (take(',')) {
                if (isObject() && !skipKey())
                    return false;
                break;
            }
            if (!take(isObject() ? '}' : ']'))
                return false;
            --depth;
        }
    }
}

QByteArray decodedString(QByteArrayView token)
{
    return decodedString(token, token.size());
}

QByteArray decodedString(QByteArrayView token, qsizetype most)
{
    Q_ASSERT(token.size() >= 2 && token.front() == '"' && token.back() == '"');
    constexpr char32_t Replacement = 0xFFFD;
    QByteArray out;
    const char *at = token.data() + 1;
    const char *const end = token.data() + token.size() - 1;
    while (at != end && out.size() < most) {
        const char *const stop = stringStop(at, end);
        out.append(at, stop - at);
        at = stop;
        if (at == end)
            break;
        const char escape = at[1];
        at += 2;
        switch (escape) {
        case 'b':
            out.append('\b');
            break;
        case 'f':
            out.append('\f');
            break;
        case 'n':
            out.append('\n');
            break;
        case 'r':
            out.append('\r');
            break;
        case 't':
            out.append('\t');
            break;
        case 'u': {
            char32_t c = codeUnit(at);
            at += 4;
            if (c >= 0xD800 && c < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
                const char32_t low = codeUnit(at + 2);
                if (low >= 0xDC00 && low < 0xE000) {
                    c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                    at += 6;
                }
            }
            appendUtf8(out, c >= 0xD800 && c < 0xE000 ? Replacement : c);
            break;
        }
        default:
            out.append(escape); // the quote, the backslash and the slash stand for themselves
        }
    }
    return out;
}

} // namespace keyswitch
