// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/livetrafficpage.h"

#include "ui/models/trafficfilter.h"
#include "ui/pages/pagebody.h"
#include "ui/pages/requestdetails.h"
#include "ui/presenters/trafficpresenter.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/label.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/segmentedfilter.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

namespace keyswitch
{

namespace
{

constexpr int historyRows = 200;
constexpr int codeWidth = 640;

} // namespace

LiveTrafficPage::LiveTrafficPage(GatewayService &service)
    : TablePage({tr("Requests"), tr("Filter: status:5xx user:maria model:gpt slow:>2s"), QStringLiteral("live")})
    , m_service(service)
    , m_model(new TrafficModel(this))
    , m_filter(new TrafficFilter(m_model, this))
    , m_presenter(new TrafficPresenter(m_filter, this))
    , m_details(new RequestDetails)
    , m_history(this)
    , m_status(this)
    , m_tick(new QTimer(this))
{
    buildToolBar();
    build(m_presenter, makeEmpty(), m_details, makeFoot());
    table()->setSortingEnabled(false);
    table()->setStretchColumn(int(TrafficColumn::Agent));
    table()->setColumnMinimum(int(TrafficColumn::State), 150); // its words are not cut
    table()->setDropOrder({int(TrafficColumn::User), int(TrafficColumn::Tokens), int(TrafficColumn::FirstToken),
                           int(TrafficColumn::Model), int(TrafficColumn::Cost), int(TrafficColumn::Time)});
    m_tick->setInterval(std::chrono::seconds(1));
    connect(m_tick, &QTimer::timeout, m_model, &TrafficModel::tick);
    connect(body(), &PageBody::retryRequested, this, &LiveTrafficPage::refresh);
    connect(&m_service, &GatewayService::traffic, this, &LiveTrafficPage::take);
    connect(&m_service, &GatewayService::statusChanged, this, &LiveTrafficPage::showStatus);
    connect(m_model, &TrafficModel::waitingChanged, this, &LiveTrafficPage::updateFace);
    connect(m_presenter, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { keepPlace(first, last); });
    connect(m_presenter, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                const int row = table()->currentIndex().row();
                if (row >= first.row() && row <= last.row())
                    selectionChanged();
            });
    connect(table()->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value > 0 && m_follow->isChecked() && table()->verticalScrollBar()->isVisible())
            setFollowing(false);
    });
}

void LiveTrafficPage::buildToolBar()
{
    m_pause = new Button(tr("Pause"), QStringLiteral("pause"));
    m_pause->setCheckable(true);
    m_follow = new Button(tr("Follow"), QStringLiteral("arrow-down-to-line"));
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_follow->setToolTip(tr("Keeps the newest request in sight"));
    segments()->setSegments({{QStringLiteral("all"), tr("All"), {}, {}},
                             {QStringLiteral("running"), tr("Running"), State::Running, {}},
                             {QStringLiteral("refused"), tr("Refused"), State::Warn, {}},
                             {QStringLiteral("failed"), tr("Failed"), State::Error, {}}});
    toolBar()->addWidget(m_pause);
    toolBar()->addWidget(m_follow);
    toolBar()->addWidget(filter(), 1);
    toolBar()->addWidget(segments());
    connect(m_pause, &QAbstractButton::toggled, this, &LiveTrafficPage::setPaused);
    connect(m_follow, &QAbstractButton::toggled, this, &LiveTrafficPage::setFollowing);
    connect(filter(), &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        updateFace();
    });
    connect(segments(), &SegmentedFilter::currentChanged, this, [this](const QString &id) {
        using Segment = TrafficFilter::Segment;
        m_filter->setSegment(id == QLatin1String("running")       ? Segment::Running
                                 : id == QLatin1String("refused") ? Segment::Refused
                                 : id == QLatin1String("failed")  ? Segment::Failed
                                                                  : Segment::All);
        updateFace();
    });
}

QWidget *LiveTrafficPage::makeEmpty()
{
    m_empty = new EmptyState(QStringLiteral("activity"), {}, {});
    Button *test = m_empty->setPrimaryAction(tr("Run a mapping test"), QStringLiteral("route"));
    connect(test, &QAbstractButton::clicked, this, [this] { Q_EMIT requestPage(QStringLiteral("mapping")); });
    m_curl = new CodeBlock(tr("Example call"));
    m_curl->setMaximumWidth(codeWidth);
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, 0);
    column->addStretch(2);
    column->addWidget(m_empty);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_curl, 100);
    row->addStretch(1);
    column->addLayout(row);
    column->addStretch(3);
    showStatus({});
    return box;
}

QWidget *LiveTrafficPage::makeFoot()
{
    auto *bar = new Bar(Token::Canvas, Qt::TopEdge);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, 0);
    m_foot = new Label({}, TextStyle::Caption, Token::Faint);
    row->addWidget(m_foot, 1);
    bar->setFixedHeight(metrics::strip);
    return bar;
}

void LiveTrafficPage::showStatus(const GatewayStatus &status)
{
    if (status.curlExample.isEmpty())
        m_empty->setWords(tr("No requests yet"),
                          tr("Each call of an agent appears here the moment it begins. Test a "
                             "mapping to see the first."));
    else
        m_empty->setWords(tr("No requests yet"),
                          tr("Each call of an agent appears here the moment it begins. The "
                             "built-in upstream answers: paste this into a terminal."));
    m_curl->setCode(status.curlExample);
    m_curl->setVisible(!status.curlExample.isEmpty());
}

void LiveTrafficPage::activated()
{
    m_active = true;
    m_tick->start();
    refresh();
}

void LiveTrafficPage::deactivated()
{
    m_active = false;
    m_tick->stop();
}

void LiveTrafficPage::refresh()
{
    m_status.start(m_service.status(), [this](const Result<GatewayStatus> &status) {
        if (status)
            showStatus(*status);
    });
    if (m_loaded)
        return; // what came since then came live
    body()->showLoading();
    RequestQuery query;
    query.limit = historyRows;
    m_history.start(m_service.requests(query), [this](const Result<QList<RequestRow>> &rows) {
        if (!rows) {
            if (m_model->rowCount() > 0)
                return; // live rows are there
            Q_EMIT subtitleChanged(tr("not loaded"));
            return body()->showProblem(rows.error(), tr("Calls through the proxy go on working."));
        }
        m_loaded = true;
        m_model->addHistory(*rows);
        updateFace();
    });
}

void LiveTrafficPage::take(const QList<LiveRow> &rows)
{
    m_model->add(rows);
    updateFace();
}

void LiveTrafficPage::setPaused(bool paused)
{
    if (paused)
        m_model->pause();
    else
        m_model->resume();
    m_pause->setIconName(paused ? QStringLiteral("play") : QStringLiteral("pause"));
    updateFace();
}

void LiveTrafficPage::setFollowing(bool following)
{
    m_follow->setChecked(following);
    if (following)
        table()->verticalScrollBar()->setValue(0);
}

// Rows are put on top: without following, what is being read stays where it is.
void LiveTrafficPage::keepPlace(int first, int last)
{
    QScrollBar *bar = table()->verticalScrollBar();
    if (m_follow->isChecked() || bar->value() == 0 || first > table()->rowAt(0))
        return;
    const int moved = (last - first + 1) * metrics::row;
    QTimer::singleShot(0, bar, [bar, moved] { bar->setValue(bar->value() + moved); });
}

void LiveTrafficPage::updateFace()
{
    const int waiting = m_model->waiting();
    m_pause->setText(!m_model->isPaused() ? tr("Pause") : waiting > 0 ? tr("Go on (%1)").arg(waiting) : tr("Go on"));
    const int total = m_model->rowCount();
    int refused = 0;
    int failed = 0;
    for (int row = 0; row < total; ++row) {
        refused += int(TrafficFilter::isIn(m_model->at(row), TrafficFilter::Segment::Refused));
        failed += int(TrafficFilter::isIn(m_model->at(row), TrafficFilter::Segment::Failed));
    }
    segments()->setCount(QStringLiteral("running"), m_model->running());
    segments()->setCount(QStringLiteral("refused"), refused);
    segments()->setCount(QStringLiteral("failed"), failed);
    QString foot = tr("%n request(s)", nullptr, total);
    if (total >= m_model->limit())
        foot = tr("The newest %n request(s)", nullptr, total);
    if (m_filter->rowCount() != total)
        foot = tr("%1 of %2").arg(m_filter->rowCount()).arg(foot);
    m_foot->setText(foot);
    Q_EMIT subtitleChanged(m_model->isPaused() ? tr("paused") : tr("rows as they happen"));
    Q_EMIT navigationBadge(m_model->running() > 0 ? m_model->running() : -1,
                           m_model->running() > 0 ? State::Running : State::Ok);
    if (total == 0) {
        if (m_loaded)
            body()->showEmpty();
    } else if (m_filter->rowCount() == 0) {
        body()->showNothingFound(filter()->text(), tr("%n request(s) are hidden by the filter.", nullptr, total));
    } else {
        body()->showContent();
    }
}

void LiveTrafficPage::selectionChanged()
{
    const QList<QModelIndex> rows = selectedRows();
    if (!rows.isEmpty())
        m_details->setRequest(m_filter->at(m_presenter->mapToSource(rows.first())));
}

} // namespace keyswitch
