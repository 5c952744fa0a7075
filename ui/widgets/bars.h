// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

namespace keyswitch
{

// A plain ground with a hairline along one edge or none: tool bars, panes, strips.
class Bar : public QWidget
{
    Q_OBJECT
public:
    explicit Bar(Token ground, Qt::Edges lines = {}, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Token m_ground;
    Qt::Edges m_lines;
};

// The 48 px bar at the top of a page, with a horizontal layout inside the page's margins.
class ToolBar : public Bar
{
    Q_OBJECT
public:
    explicit ToolBar(QWidget *parent = nullptr);
};

// A hairline between groups.
class Separator : public QWidget
{
    Q_OBJECT
public:
    explicit Separator(Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace keyswitch
