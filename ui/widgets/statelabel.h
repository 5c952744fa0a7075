// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"

#include <QLabel>

namespace keyswitch
{

// The mark of a state, and its word beside it when there is one. Without a word, the accessible name has to be set.
class StateLabel : public QLabel
{
    Q_OBJECT
public:
    explicit StateLabel(State state = State::Off, const QString &word = {}, QWidget *parent = nullptr);

    State state() const { return m_state; }
    void setState(State state, const QString &word);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    State m_state;
};

} // namespace keyswitch
