// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"

#include <QWidget>

class QHBoxLayout;

namespace keyswitch
{

class Button;
class IconView;
class Label;

// A verdict or an alert over a page's content, on the soft ground of its state: title, one sentence, actions.
class Banner : public QWidget
{
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);

    void setMessage(State state, const QString &title, const QString &sentence = {});
    Button *addAction(const QString &text, const QString &iconName = {});

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    State m_state = State::Ok;
    IconView *m_icon;
    Label *m_title;
    Label *m_sentence;
    QHBoxLayout *m_actions;
};

} // namespace keyswitch
