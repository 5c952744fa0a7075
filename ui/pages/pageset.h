// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace keyswitch
{

class GatewayService;
class Page;

struct PlacedPage {
    QString section; // of the sidebar, translated
    Page *page;
};

// All pages in the order of the sidebar, joined with each other where one leads to another. Whoever asks owns them;
// they keep the service, which must outlive them.
std::vector<PlacedPage> makePages(GatewayService &service);

} // namespace keyswitch
