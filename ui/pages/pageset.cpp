// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pageset.h"

#include "ui/pages/agentspage.h"
#include "ui/pages/livetrafficpage.h"
#include "ui/pages/mappingtestpage.h"
#include "ui/pages/userspage.h"

#include <QCoreApplication>

namespace keyswitch
{

std::vector<PlacedPage> makePages(GatewayService &service)
{
    const QString watch = QCoreApplication::translate("PageSet", "Watch");
    const QString manage = QCoreApplication::translate("PageSet", "Manage");
    const QString tryOut = QCoreApplication::translate("PageSet", "Try");
    auto *live = new LiveTrafficPage(service);
    auto *agents = new AgentsPage(service);
    auto *users = new UsersPage(service);
    auto *mapping = new MappingTestPage(service);
    QObject::connect(agents, &AgentsPage::testRequested, mapping, [agents, mapping](const QString &externalId) {
        mapping->chooseAgent(externalId);
        Q_EMIT agents->requestPage(mapping->id());
    });
    return {{watch, live}, {manage, agents}, {manage, users}, {tryOut, mapping}};
}

} // namespace keyswitch
