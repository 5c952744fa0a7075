// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"

#include <QWidget>

class QTimer;

namespace keyswitch
{

class Button;
class Label;

// A word about what was just done, at the foot of a window; with Undo where there is something to undo. Leaves after
// some seconds, but not while pointed at or focused. One at a time: a new one takes the place of the old.
class Toast : public QWidget
{
    Q_OBJECT
public:
    // `over` is any widget of the window. The toast deletes itself.
    static Toast *show(QWidget *over, State state, const QString &text, const QString &actionText = {});

Q_SIGNALS:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    Toast(QWidget *window, State state, const QString &text, const QString &actionText);
    void place();

    State m_state;
    Label *m_text;
    Button *m_action = nullptr;
    QTimer *m_leave;
};

} // namespace keyswitch
