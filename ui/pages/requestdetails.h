// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/service/types.h"
#include "ui/pages/detailpane.h"

namespace keyswitch
{

class KeyValueList;

// Timings, tokens, cost and ids of one request. Content is not kept, so there is none.
class RequestDetails : public DetailPane
{
    Q_OBJECT
public:
    explicit RequestDetails(QWidget *parent = nullptr);

    void setRequest(const LiveRow &live);

private:
    Label *m_sentence;
    KeyValueList *m_who;
    KeyValueList *m_times;
    KeyValueList *m_usage;
    KeyValueList *m_ids;
};

} // namespace keyswitch
