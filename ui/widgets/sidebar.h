// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"

#include <QWidget>

#include <optional>

class QListView;
class QStandardItem;
class QStandardItemModel;
class QVBoxLayout;

namespace keyswitch
{

class Label;

// The way from page to page: sections of items, each with an icon, perhaps a count and a mark. A list for the keyboard
// (up, down, letters) and for screen readers. Compact shows icons only.
class Sidebar : public QWidget
{
    Q_OBJECT
public:
    explicit Sidebar(QWidget *parent = nullptr);

    void setHeading(const QString &title, const QString &subtitle);
    void addSection(const QString &title);
    void addItem(const QString &id, const QString &text, const QString &iconName);
    void setItemText(const QString &id, const QString &text);
    // Below zero: no number. State::Ok: no mark, since all is well.
    void setBadge(const QString &id, int count, State state);

    QString current() const;
    void setCurrent(const QString &id);
    void setCompact(bool compact);
    bool isCompact() const { return m_compact; }
    // Below the list: icon buttons and the like. Side by side, one above the other when compact.
    void addFooter(QWidget *widget);

Q_SIGNALS:
    void chosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStandardItem *find(const QString &id) const;

    QStandardItemModel *m_model;
    QListView *m_list;
    Label *m_title;
    Label *m_subtitle;
    QWidget *m_words;
    QWidget *m_footer;
    bool m_compact = false;
};

} // namespace keyswitch
