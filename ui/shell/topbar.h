// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"
#include "ui/widgets/bars.h"

namespace keyswitch
{

class AddressPill;
class Label;

// Over every page: its title and sub-title, and the address of the proxy.
class TopBar : public Bar
{
    Q_OBJECT
public:
    explicit TopBar(QWidget *parent = nullptr);

    void setTitle(const QString &title, const QString &subtitle);
    void setAddress(State state, const QString &word, const QString &address);
    void setCompact(bool compact);

private:
    Label *m_title;
    Label *m_subtitle;
    AddressPill *m_address;
};

} // namespace keyswitch
