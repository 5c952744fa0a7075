// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/forward/curltransfer.h"
#include "proxy/forward/intrusivelist.h"

#include <QEvent>

class QObject;

namespace keyswitch
{

// Whose flush() is due, and the going round that calls them: at once where no curl is on the stack, else by an event.
// Slots run in here, so anything may happen: nested event loops, deletions, new exchanges. Thread of the engine.
class FlushRound
{
public:
    // `engine` gets the event; it outlives this.
    explicit FlushRound(QObject &engine)
        : m_engine(engine)
    {
    }

    void add(CurlTransfer &transfer);
    bool isEmpty() const { return m_ready.empty(); }
    // Has the engine's event() called soon. An event costs an eventfd write, a read and a turn of the loop.
    void post();
    // True for an event of post(), which it then counts as come.
    bool takePosted(const QEvent &event);
    // Each step leaves the list consistent.
    void run();
    bool isRunning() const { return m_depth > 0; }
    // A slot that runs an event loop of its own is not "here": the round below it waits for that loop to end.
    bool isRunningHere() const;

private:
    QObject &m_engine;
    IntrusiveList<CurlTransfer> m_ready;
    bool m_posted = false;
    int m_depth = 0;
    int m_loopLevel = -1;
};

} // namespace keyswitch
