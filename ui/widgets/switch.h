// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace keyswitch
{

// On or off, at once. The name is what a screen reader says; the visible word belongs beside it.
class Switch : public QAbstractButton
{
    Q_OBJECT
public:
    explicit Switch(const QString &accessibleName, QWidget *parent = nullptr);

    QSize sizeHint() const override { return {32, 20}; }

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace keyswitch
