// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

namespace keyswitch
{

// How much of a limit is used: 0 to 1, warn from 0.8, danger from 1. At 0 only the track is drawn.
class Meter : public QWidget
{
    Q_OBJECT
public:
    explicit Meter(const QString &accessibleName, QWidget *parent = nullptr);

    void setShare(double share);
    static Token tone(double share);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_share = 0;
};

} // namespace keyswitch
