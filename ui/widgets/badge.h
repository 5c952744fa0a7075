// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QLabel>

namespace keyswitch
{

// A word on a soft ground: "active", "Bypasses proxy".
class Badge : public QLabel
{
    Q_OBJECT
public:
    explicit Badge(const QString &text = {}, Token tone = Token::Muted, const QString &iconName = {},
                   QWidget *parent = nullptr);

    void setBadge(const QString &text, Token tone, const QString &iconName = {});

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Token m_tone;
    QString m_iconName;
};

} // namespace keyswitch
