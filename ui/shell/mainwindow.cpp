// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/pages/page.h"
#include "ui/shell/themebutton.h"
#include "ui/shell/topbar.h"
#include "ui/shell/windowstate.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/sidebar.h"

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace keyswitch
{

namespace
{

constexpr QSize smallest(640, 480);
constexpr int compactSidebarBelow = 900;
constexpr int numberedPages = 9;

} // namespace

MainWindow::MainWindow(std::unique_ptr<QSettings> settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(std::move(settings))
    , m_sidebar(new Sidebar)
    , m_topBar(new TopBar)
    , m_stack(new QStackedWidget)
    , m_strip(new StatusStrip)
{
    setWindowTitle(QStringLiteral("Keyswitch"));
    setMinimumSize(smallest);
    resize(sizeHint().boundedTo(screen()->availableSize()).expandedTo(smallest));

    auto *themeButton = new ThemeButton;
    m_sidebar->addFooter(themeButton);
    m_sidebar->setHeading(QStringLiteral("Keyswitch"), {});

    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_topBar);
    right->addWidget(m_stack, 1);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_sidebar);
    middle->addWidget(new Separator(Qt::Vertical));
    middle->addLayout(right, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(middle, 1);
    column->addWidget(m_strip);

    connect(m_sidebar, &Sidebar::chosen, this, &MainWindow::bringToFront);
    connect(m_strip, &StatusStrip::clicked, this, &MainWindow::stripItemClicked);
    connect(themeButton, &ThemeButton::chosen, this,
            [this](Theme::Choice choice) { saveThemeChoice(*m_settings, choice); });
    connect(qApp, &QCoreApplication::aboutToQuit, this, &MainWindow::save);
    addShortcuts();
}

MainWindow::~MainWindow() = default;

void MainWindow::addShortcuts()
{
    for (int i = 0; i < numberedPages; ++i) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)), this);
        connect(shortcut, &QShortcut::activated, this, [this, i] {
            if (i < m_pages.size())
                showPage(m_pages.at(i)->id());
        });
    }
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, this, [this] {
        if (Page *page = currentPage())
            page->focusFilter();
    });
    auto *quit = new QShortcut(QKeySequence::Quit, this);
    connect(quit, &QShortcut::activated, qApp, &QCoreApplication::quit);
}

void MainWindow::setPlace(const QString &place)
{
    m_sidebar->setHeading(QStringLiteral("Keyswitch"), place);
}

void MainWindow::addPage(const QString &section, Page *page)
{
    if (section != m_section || m_pages.isEmpty())
        m_sidebar->addSection(section);
    m_section = section;
    m_pages << page;

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    m_stack->addWidget(scroll);

    connect(page, &Page::subtitleChanged, this, [this, page](const QString &subtitle) {
        m_subtitles[page] = subtitle;
        if (page == currentPage())
            showTitle();
    });
    connect(page, &Page::navigationBadge, this,
            [this, page](int count, State state) { m_sidebar->setBadge(page->id(), count, state); });
    connect(page, &Page::requestPage, this, &MainWindow::showPage);
    m_sidebar->addItem(page->id(), page->title(), page->iconName());
    if (m_pages.size() == 1)
        showPage(page->id());
}

Page *MainWindow::currentPage() const
{
    const int index = m_stack->currentIndex();
    return index < 0 || index >= m_pages.size() ? nullptr : m_pages.at(index);
}

void MainWindow::showPage(const QString &id)
{
    m_sidebar->setCurrent(id); // which brings it to the front
}

void MainWindow::bringToFront(const QString &id)
{
    for (int i = 0; i < int(m_pages.size()); ++i) {
        Page *page = m_pages.at(i);
        if (page->id() != id)
            continue;
        Page *before = currentPage();
        if (before && before != page)
            before->deactivated();
        m_stack->setCurrentIndex(i);
        showTitle();
        page->activated();
        Q_EMIT pageShown(id);
        return;
    }
}

void MainWindow::showTitle()
{
    const Page *page = currentPage();
    m_topBar->setTitle(page->title(), m_subtitles.value(page));
    setWindowTitle(tr("%1 – Keyswitch").arg(page->title()));
}

void MainWindow::setProxyState(State state, const QString &word, const QString &address)
{
    m_topBar->setAddress(state, word, address);
}

void MainWindow::setStripItem(StatusStrip::Side side, const StripState &item)
{
    m_strip->setItem(side, item);
}

void MainWindow::removeStripItem(const QString &id)
{
    m_strip->removeItem(id);
}

void MainWindow::restore()
{
    Theme::instance().setChoice(savedThemeChoice(*m_settings));
    restoreWindow(*m_settings, this);
    restoreColumns(*m_settings, this);
    showPage(savedPage(*m_settings));
}

void MainWindow::save()
{
    const Page *page = currentPage();
    saveWindow(*m_settings, this, page ? page->id() : QString());
    saveColumns(*m_settings, this);
}

void MainWindow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Canvas));
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    const bool narrow = width() < compactSidebarBelow;
    m_sidebar->setCompact(narrow);
    m_topBar->setCompact(narrow);
    QWidget::resizeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    save();
    event->accept();
    Q_EMIT closed();
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        for (const Page *page : std::as_const(m_pages))
            m_sidebar->setItemText(page->id(), page->title());
        if (currentPage())
            showTitle();
    }
    QWidget::changeEvent(event);
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && currentPage() && currentPage()->escape())
        return event->accept();
    QWidget::keyPressEvent(event);
}

} // namespace keyswitch
