// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QTimer;

namespace keyswitch
{

// Grey rows where data will be, from 300 ms on: what is there sooner must not flash. Never over data that is shown
// already, and it does not move.
class LoadingSkeleton : public QWidget
{
    Q_OBJECT
public:
    explicit LoadingSkeleton(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QTimer *m_wait;
    bool m_due = false;
};

} // namespace keyswitch
