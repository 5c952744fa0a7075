// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"

#include <QAbstractButton>

class QTimer;

namespace keyswitch
{

// How the proxy is doing and where it listens; a click copies the address.
class AddressPill : public QAbstractButton
{
    Q_OBJECT
public:
    explicit AddressPill(QWidget *parent = nullptr);

    // An empty address shows the state alone, and there is nothing to copy.
    void setAddress(State state, const QString &word, const QString &address);
    QString address() const { return m_address; }
    // State and copy icon without the address, for narrow windows.
    void setCompact(bool compact);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void copied(const QString &address);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void copy();
    QString shownAddress() const { return m_compact ? QString() : m_address; }

    State m_state = State::Off;
    QString m_word;
    QString m_address;
    bool m_compact = false;
    QTimer *m_done; // while it runs, a check stands in for the copy icon
};

} // namespace keyswitch
