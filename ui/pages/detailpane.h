// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

class QBoxLayout;
class QVBoxLayout;

namespace keyswitch
{

class Label;
class StateLabel;

// The pane beside a table that tells all of one row. It is for reading: nothing is edited in it.
class DetailPane : public QScrollArea
{
    Q_OBJECT
public:
    explicit DetailPane(QWidget *parent = nullptr);

    QSize sizeHint() const override { return {340, 400}; }

Q_SIGNALS:
    void closeRequested();

protected:
    Label *title() { return m_title; }
    Label *subtitle() { return m_subtitle; }
    StateLabel *state() { return m_state; }
    QVBoxLayout *body() { return m_body; }
    // A line of buttons under the head; wraps below each other where the pane is narrow.
    QBoxLayout *actions() { return m_actions; }

private:
    Label *m_title;
    Label *m_subtitle;
    StateLabel *m_state;
    QBoxLayout *m_actions;
    QVBoxLayout *m_body;
};

} // namespace keyswitch
