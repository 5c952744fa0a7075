// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/secret.h"

#include <QLineEdit>

namespace keyswitch
{

// A field for a key. What is typed or pasted goes into a Secret at once; the line edit itself only ever holds as many
// bullets as the key has bytes. The text is overwritten where we hold the only copy; what Qt's event, input method and
// clipboard keep of it is beyond our reach.
//
// Keys are printable ASCII: anything else, and the spaces and line ends that come along when pasting, is left out.
class KeyField : public QLineEdit
{
    Q_OBJECT
public:
    explicit KeyField(QWidget *parent = nullptr);

    bool hasKey() const { return !m_key.isEmpty(); }
    qsizetype length() const { return m_key.size(); }
    // Takes the key; the field is empty afterwards.
    Secret take();

Q_SIGNALS:
    void keyChanged();

private:
    void absorb();
    void showBullets(qsizetype cursor);
    Secret m_key;
    bool m_showing = false;
};

} // namespace keyswitch
