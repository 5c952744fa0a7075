// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sidebar.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/iconview.h"
#include "ui/widgets/label.h"
#include "ui/widgets/sidebardelegate.h"

#include <QBoxLayout>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QStandardItemModel>

namespace keyswitch
{

namespace
{

constexpr int compactWidth = 48;

QString spoken(const QString &text, int count, State state)
{
    QString words = text;
    if (count >= 0)
        words += QStringLiteral(", ") + QLocale().toString(count);
    switch (state) {
    case State::Ok:
    case State::Off:
        break;
    case State::Warn:
        words += QStringLiteral(", ") + Sidebar::tr("needs a look");
        break;
    case State::Error:
        words += QStringLiteral(", ") + Sidebar::tr("broken");
        break;
    case State::Running:
        words += QStringLiteral(", ") + Sidebar::tr("running");
        break;
    }
    return words;
}

} // namespace

Sidebar::Sidebar(QWidget *parent)
    : QWidget(parent)
    , m_model(new QStandardItemModel(this))
    , m_list(new QListView(this))
    , m_title(new Label({}, TextStyle::Strong))
    , m_subtitle(new Label({}, TextStyle::Caption, Token::Faint))
    , m_words(new QWidget(this))
    , m_footer(new QWidget(this))
{
    setFixedWidth(metrics::sidebarWidth);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 12, 10);
    head->setSpacing(10);
    head->addWidget(new Mark);
    auto *words = new QVBoxLayout(m_words);
    words->setContentsMargins(0, 0, 0, 0);
    words->setSpacing(0);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    head->addWidget(m_words, 1);
    column->addLayout(head);

    m_list->setModel(m_model);
    m_list->setItemDelegate(new SidebarDelegate(m_list));
    m_list->setAccessibleName(tr("Pages"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setMouseTracking(true);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->viewport()->setAttribute(Qt::WA_Hover);
    column->addWidget(m_list, 1);

    auto *footer = new QBoxLayout(QBoxLayout::LeftToRight, m_footer);
    footer->setContentsMargins(10, 6, 10, 10);
    footer->setSpacing(2);
    footer->addStretch();
    column->addWidget(m_footer);
    m_footer->hide();

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        if (const QString id = index.data(SidebarDelegate::IdRole).toString(); !id.isEmpty())
            Q_EMIT chosen(id);
    });
    setFocusProxy(m_list);
}

void Sidebar::setHeading(const QString &title, const QString &subtitle)
{
    m_title->setText(title);
    m_subtitle->setText(subtitle);
}

void Sidebar::addSection(const QString &title)
{
    auto *item = new QStandardItem(title);
    item->setFlags(Qt::NoItemFlags);
    m_model->appendRow(item);
}

void Sidebar::addItem(const QString &id, const QString &text, const QString &iconName)
{
    auto *item = new QStandardItem;
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    item->setData(id, SidebarDelegate::IdRole);
    item->setData(iconName, SidebarDelegate::IconRole);
    item->setData(-1, SidebarDelegate::CountRole);
    item->setData(QVariant::fromValue(State::Ok), SidebarDelegate::StateRole);
    m_model->appendRow(item);
    setItemText(id, text);
}

void Sidebar::setItemText(const QString &id, const QString &text)
{
    if (QStandardItem *item = find(id)) {
        item->setText(text);
        setBadge(id, item->data(SidebarDelegate::CountRole).toInt(),
                 item->data(SidebarDelegate::StateRole).value<State>());
    }
}

void Sidebar::setBadge(const QString &id, int count, State state)
{
    QStandardItem *item = find(id);
    if (!item)
        return;
    item->setData(count, SidebarDelegate::CountRole);
    item->setData(QVariant::fromValue(state), SidebarDelegate::StateRole);
    const QString words = spoken(item->text(), count, state);
    item->setData(words, Qt::AccessibleTextRole);
    item->setToolTip(m_compact ? words : QString());
}

QStandardItem *Sidebar::find(const QString &id) const
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (QStandardItem *item = m_model->item(row); item->data(SidebarDelegate::IdRole).toString() == id)
            return item;
    }
    return nullptr;
}

QString Sidebar::current() const
{
    return m_list->currentIndex().data(SidebarDelegate::IdRole).toString();
}

void Sidebar::setCurrent(const QString &id)
{
    if (const QStandardItem *item = find(id))
        m_list->setCurrentIndex(item->index());
}

void Sidebar::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    m_compact = compact;
    static_cast<SidebarDelegate *>(m_list->itemDelegate())->setCompact(compact);
    m_words->setHidden(compact);
    setFixedWidth(compact ? compactWidth : metrics::sidebarWidth);
    layout()->itemAt(0)->layout()->setContentsMargins(compact ? 11 : 16, 12, compact ? 11 : 12, 10);
    static_cast<QBoxLayout *>(m_footer->layout())
        ->setDirection(compact ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStandardItem *item = m_model->item(row);
        item->setToolTip(compact ? item->data(Qt::AccessibleTextRole).toString() : QString());
    }
    m_list->doItemsLayout();
}

void Sidebar::addFooter(QWidget *widget)
{
    auto *footer = static_cast<QBoxLayout *>(m_footer->layout());
    footer->insertWidget(footer->count() - 1, widget);
    m_footer->show();
}

void Sidebar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(Token::Sidebar));
}

} // namespace keyswitch
