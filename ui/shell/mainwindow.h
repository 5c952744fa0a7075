// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"
#include "ui/widgets/statusstrip.h"

#include <QHash>
#include <QWidget>

#include <memory>

class QSettings;
class QStackedWidget;

namespace keyswitch
{

class Page;
class Sidebar;
class TopBar;

// The frame around the pages: sidebar, top bar, the page in front, status strip. It knows pages by ui/pages/page.h and
// nothing of the service: who owns both tells it what to show. GUI thread.
//
// Keys: Ctrl+1 … Ctrl+9 pages, Ctrl+F the page's filter, Escape what the page can leave, Ctrl+Q quit.
class MainWindow : public QWidget
{
    Q_OBJECT
public:
    // Geometry, page, columns and theme are kept in these settings.
    explicit MainWindow(std::unique_ptr<QSettings> settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    // Under the product's name: what this is and where it keeps its data, "workstation · SQLite".
    void setPlace(const QString &place);
    // Takes ownership. A section is begun by the first page that names it.
    void addPage(const QString &section, Page *page);
    Page *currentPage() const;
    void showPage(const QString &id);
    // After all pages are added: the page, the columns and the geometry of last time. What is stale is ignored.
    void restore();

    void setProxyState(State state, const QString &word, const QString &address);
    void setStripItem(StatusStrip::Side side, const StripState &item);
    void removeStripItem(const QString &id);

    QSize sizeHint() const override { return {1280, 800}; }

Q_SIGNALS:
    void pageShown(const QString &id);
    void stripItemClicked(const QString &id);
    void closed(); // the user closed the window; the application may go on in the tray

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addShortcuts();
    void bringToFront(const QString &id);
    void save();
    void showTitle();

    std::unique_ptr<QSettings> m_settings;
    Sidebar *m_sidebar;
    TopBar *m_topBar;
    QStackedWidget *m_stack;
    StatusStrip *m_strip;
    QList<Page *> m_pages;
    QHash<const Page *, QString> m_subtitles;
    QString m_section;
};

} // namespace keyswitch
