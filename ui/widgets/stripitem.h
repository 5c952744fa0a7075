// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/statusstrip.h"

#include <QAbstractButton>

namespace keyswitch
{

class StripItem : public QAbstractButton
{
    Q_OBJECT
public:
    explicit StripItem(QWidget *parent = nullptr);

    void setItem(const StripState &item);
    const StripState &item() const { return m_item; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int wordWidth() const;
    StripState m_item;
};

} // namespace keyswitch
