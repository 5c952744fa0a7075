// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/keyfield.h"

#include "ui/theme/metrics.h"

#include <algorithm>

namespace keyswitch
{

namespace
{

constexpr QChar bullet(0x2022);
constexpr int longest = 4096;

bool isKeyCharacter(QChar character)
{
    return character.unicode() > 0x20 && character.unicode() < 0x7f;
}

} // namespace

KeyField::KeyField(QWidget *parent)
    : QLineEdit(parent)
{
    setEchoMode(QLineEdit::Password); // no copying, no spelling, no input method that learns
    setMaxLength(longest);
    setFixedHeight(metrics::control);
    // textChanged, not textEdited: text that comes by drop or from assistive technology must not stay either.
    connect(this, &QLineEdit::textChanged, this, &KeyField::absorb);
}

// The text is bullets but for one run that was just put in at the cursor, in place of what was selected or removed.
void KeyField::absorb()
{
    if (m_showing)
        return;
    QString now = text();
    const qsizetype added = std::count_if(now.cbegin(), now.cend(), [](QChar at) { return at != bullet; });
    const auto firstNew = std::find_if(now.cbegin(), now.cend(), [](QChar at) { return at != bullet; });
    const qsizetype at =
        std::clamp<qsizetype>(added > 0 ? std::distance(now.cbegin(), firstNew) : cursorPosition(), 0, m_key.size());
    const qsizetype removed = std::clamp<qsizetype>(m_key.size() + added - now.size(), 0, m_key.size() - at);

    const QByteArrayView before = m_key.view();
    QByteArray bytes;
    bytes.reserve(m_key.size() + added);
    bytes.append(before.first(at));
    for (const QChar character : std::as_const(now)) {
        if (isKeyCharacter(character))
            bytes.append(char(character.unicode()));
    }
    const qsizetype cursor = bytes.size();
    bytes.append(before.sliced(at + removed));
    m_key = Secret::takeFrom(std::move(bytes));
    showBullets(cursor);
    now.fill(bullet); // ours is the last reference to the text that was typed
    Q_EMIT keyChanged();
}

void KeyField::showBullets(qsizetype cursor)
{
    m_showing = true;
    setText(QString(m_key.size(), bullet)); // forgets the undo history too
    setCursorPosition(int(cursor));
    m_showing = false;
}

Secret KeyField::take()
{
    Secret key = std::move(m_key);
    m_key = Secret();
    showBullets(0);
    Q_EMIT keyChanged();
    return key;
}

} // namespace keyswitch
