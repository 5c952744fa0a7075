// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"

#include <QWidget>

#include <map>
#include <optional>

class QHBoxLayout;

namespace keyswitch
{

// One item of the strip: mark, word, value; perhaps a meter.
struct StripState {
    QString id; // stable: "proxy"; the same id later replaces the item
    std::optional<State> state;
    QString word; // "Letta", "req/min"
    QString value; // "0.16.7 · 38 ms", "42"
    bool valueFirst = false; // "42 req/min" instead of "Spend today $3"
    std::optional<double> meter; // 0 to 1
    QString toolTip;
    friend bool operator==(const StripState &, const StripState &) = default;
};

class StripItem;

// The bar at the foot of the window: health at the left, figures at the right. Each item can be clicked. Where it gets
// narrow, values at the left elide and figures leave, the last added first.
class StatusStrip : public QWidget
{
    Q_OBJECT
public:
    enum class Side { Left, Right };

    explicit StatusStrip(QWidget *parent = nullptr);

    void setItem(Side side, const StripState &item);
    void removeItem(const QString &id);

Q_SIGNALS:
    void clicked(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    QHBoxLayout *m_left;
    QHBoxLayout *m_right;
    std::map<QString, StripItem *> m_items;
};

} // namespace keyswitch
