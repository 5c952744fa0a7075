// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/desktop.h"

#include "proxy/service/remotegatewayservice.h"
#include "ui/desktop/doctordialog.h"
#include "ui/desktop/statusbridge.h"
#include "ui/pages/page.h"
#include "ui/pages/pageset.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/errorstate.h"

#include <QSettings>
#include <QVBoxLayout>

namespace keyswitch
{

using namespace std::chrono_literals;

namespace
{
// With the window closed nobody sees what still runs, so it is not kept running for long.
constexpr auto Grace = 3s;
} // namespace

Desktop::Desktop(ServiceOptions options)
    : m_options(std::move(options))
{
}

Desktop::~Desktop()
{
    m_window.reset();
    m_run.reset();
}

void Desktop::start()
{
    m_window.reset();
    m_run.reset();
    m_remote.reset();
    if (isServed(m_options.dataFolder))
        attach();
    else
        serve();
}

void Desktop::serve()
{
    m_run = std::make_unique<DaemonRun>(m_options);
    m_run->setGrace(Grace);
    connect(m_run.get(), &DaemonRun::listening, this,
            [this] { show(*m_run->service(), tr("this computer · SQLite")); });
    connect(m_run.get(), &DaemonRun::failed, this, &Desktop::fail);
    connect(m_run.get(), &DaemonRun::ended, this, [this] { Q_EMIT finished(0); });
    m_run->start();
}

void Desktop::attach()
{
    attachSession(m_options.dataFolder).then(this, [this](const Result<std::shared_ptr<GatewayService>> &attached) {
        if (!attached) {
            fail(attached.error());
            return;
        }
        m_remote = *attached;
        connect(m_remote.get(), &GatewayService::connectionLost, this, &Desktop::fail, Qt::QueuedConnection);
        show(*m_remote, tr("attached to keyswitchd"));
    });
}

void Desktop::show(GatewayService &service, const QString &place)
{
    auto window = std::make_unique<MainWindow>(std::make_unique<QSettings>());
    window->setPlace(place);
    for (const PlacedPage &placed : makePages(service))
        window->addPage(placed.section, placed.page);
    new StatusBridge(service, *window);
    connect(window.get(), &MainWindow::stripItemClicked, window.get(), [&service, shown = window.get()] {
        if (!shown->findChild<DoctorDialog *>())
            (new DoctorDialog(service, shown))->open();
    });
    connect(window.get(), &MainWindow::closed, this, [this] { end(1); });
    window->restore();
    window->show();
    m_window = std::move(window);
}

// Shown in place of the window. What made it fail is over, so all is begun anew.
void Desktop::fail(const Problem &problem)
{
    auto window = std::make_unique<QWidget>();
    window->setWindowTitle(QStringLiteral("Keyswitch"));
    window->resize(760, 520);
    auto *error = new ErrorState;
    error->setProblem(problem);
    connect(error, &ErrorState::retryRequested, this, &Desktop::start, Qt::QueuedConnection);
    auto *column = new QVBoxLayout(window.get());
    column->addWidget(error);
    window->setAttribute(Qt::WA_QuitOnClose);
    window->show();
    m_window = std::move(window);
}

void Desktop::end(int count)
{
    if (m_run)
        m_run->terminate(count);
    else
        Q_EMIT finished(0);
}

} // namespace keyswitch
