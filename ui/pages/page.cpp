// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

namespace keyswitch
{

Page::Page(QWidget *parent)
    : QWidget(parent)
{
}

} // namespace keyswitch
