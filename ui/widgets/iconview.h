// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

namespace keyswitch
{

// An icon that only illustrates: no focus, no name for screen readers. With a ground it sits in a rounded square, as in
// empty and error states.
class IconView : public QWidget
{
    Q_OBJECT
public:
    explicit IconView(const QString &name, Token tone = Token::Muted, int size = 16, QWidget *parent = nullptr);

    void setIcon(const QString &name, Token tone);
    // The side of the square around the icon, in its tone's soft ground.
    void setGround(int side);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    Token m_tone;
    int m_size;
    bool m_ground = false;
};

// The application's mark, 26 px.
class Mark : public QWidget
{
    Q_OBJECT
public:
    explicit Mark(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace keyswitch
