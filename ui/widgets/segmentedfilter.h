// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"

#include <QAbstractButton>
#include <QList>

#include <optional>

class QButtonGroup;
class QComboBox;
class QHBoxLayout;

namespace keyswitch
{

// One of a few, side by side: All 214 | Drift 3 | Errors 2. Where it does not fit it becomes a combo box.
class SegmentedFilter : public QWidget
{
    Q_OBJECT
public:
    struct Segment {
        QString id; // stable, never shown
        QString text;
        std::optional<State> state;
        std::optional<int> count;
    };

    explicit SegmentedFilter(const QString &accessibleName, QWidget *parent = nullptr);

    void setSegments(const QList<Segment> &segments); // the first becomes current
    void setCount(const QString &id, std::optional<int> count);
    QString current() const;
    void setCurrent(const QString &id);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void currentChanged(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void relabel(int index);
    void choose(int index);

    QList<Segment> m_segments;
    int m_current = -1;
    QHBoxLayout *m_row;
    QButtonGroup *m_group;
    QWidget *m_track;
    QComboBox *m_combo;
};

} // namespace keyswitch
