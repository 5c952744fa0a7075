// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/statelabel.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>

#include <chrono>

namespace keyswitch
{

namespace
{

constexpr auto stays = std::chrono::seconds(5);
constexpr int shadowRoom = 14;
constexpr int distanceFromFoot = 36;

} // namespace

Toast *Toast::show(QWidget *over, State state, const QString &text, const QString &actionText)
{
    QWidget *window = over->window();
    const QList<Toast *> before = window->findChildren<Toast *>(QString(), Qt::FindDirectChildrenOnly);
    for (Toast *toast : before)
        delete toast;
    auto *toast = new Toast(window, state, text, actionText);
    toast->place();
    toast->QWidget::show();
    toast->raise();
    QAccessibleEvent event(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
    return toast;
}

Toast::Toast(QWidget *window, State state, const QString &text, const QString &actionText)
    : QWidget(window)
    , m_state(state)
    , m_text(new Label(text, TextStyle::Medium))
    , m_leave(new QTimer(this))
{
    setAccessibleName(text);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(shadowRoom + 14, shadowRoom + 6, shadowRoom + (actionText.isEmpty() ? 16 : 6),
                            shadowRoom + 6);
    row->setSpacing(metrics::space2);
    auto *mark = new StateLabel(state);
    mark->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    row->addWidget(mark);
    row->addWidget(m_text, 1);
    if (!actionText.isEmpty()) {
        m_action = new Button(actionText, ButtonKind::Link);
        row->addWidget(m_action);
        connect(m_action, &QAbstractButton::clicked, this, [this] {
            Q_EMIT actionTriggered();
            deleteLater();
        });
    }
    window->installEventFilter(this);
    m_leave->setInterval(stays);
    connect(m_leave, &QTimer::timeout, this, [this] {
        if (!underMouse() && !(m_action && m_action->hasFocus()))
            deleteLater();
    });
    m_leave->start();
}

void Toast::place()
{
    const QSize wanted(std::min(sizeHint().width(), parentWidget()->width() - 2 * metrics::space4),
                       2 * shadowRoom + 40);
    resize(wanted);
    move((parentWidget()->width() - wanted.width()) / 2,
         parentWidget()->height() - wanted.height() - distanceFromFoot + shadowRoom);
}

void Toast::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF body = QRectF(rect()).adjusted(shadowRoom, shadowRoom, -shadowRoom, -shadowRoom);
    drawSoftShadow(&painter, body, metrics::radiusCard, shadowRoom - 3);
    drawBox(&painter, body, color(Token::Raised), color(Token::BorderStrong), metrics::radiusCard);
}

void Toast::enterEvent(QEnterEvent *event)
{
    m_leave->stop();
    QWidget::enterEvent(event);
}

void Toast::leaveEvent(QEvent *event)
{
    m_leave->start();
    QWidget::leaveEvent(event);
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

} // namespace keyswitch
