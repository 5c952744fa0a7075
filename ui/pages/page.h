// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"

#include <QWidget>

namespace keyswitch
{

// One page of the main window. The shell knows pages only by this; GUI thread.
//
// A page draws its own tool bar and body below the window's top bar. It gets what room there is, down to some 590 x
// 400; where its minimum size is larger, the shell lets it scroll. Tables and long lists scroll by themselves instead.
class Page : public QWidget
{
    Q_OBJECT
public:
    explicit Page(QWidget *parent = nullptr);

    // Stable and never translated: "agents". Used by requestPage(), settings and the command line.
    virtual QString id() const = 0;
    virtual QString title() const = 0;
    // Of ui/theme/icons: "bot".
    virtual QString iconName() const = 0;

    // Ctrl+F: gives the focus to the page's filter. False when it has none.
    virtual bool focusFilter() { return false; }
    // Escape, when nothing inside the page took it: closes a detail pane, clears a selection. False when there was
    // nothing to leave.
    virtual bool escape() { return false; }
    // Called each time the page comes to the front, and when it leaves: pages fetch and follow only while seen.
    virtual void activated() { }
    virtual void deactivated() { }

Q_SIGNALS:
    void subtitleChanged(const QString &subtitle);
    // What the sidebar shows beside the title; below zero for no number, State::Ok for no mark.
    void navigationBadge(int count, keyswitch::State state);
    void requestPage(const QString &pageId);
};

} // namespace keyswitch
