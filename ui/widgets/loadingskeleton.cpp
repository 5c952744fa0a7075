// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/loadingskeleton.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTimer>

#include <array>
#include <chrono>

namespace keyswitch
{

namespace
{

constexpr auto patience = std::chrono::milliseconds(300);
// Shares of the width, so that the rows look like text and not like a barcode.
constexpr std::array<std::array<double, 4>, 5> rows{{
    {0.18, 0.12, 0.14, 0.08},
    {0.13, 0.15, 0.10, 0.06},
    {0.21, 0.10, 0.13, 0.07},
    {0.15, 0.13, 0.09, 0.08},
    {0.11, 0.14, 0.12, 0.05},
}};

} // namespace

LoadingSkeleton::LoadingSkeleton(QWidget *parent)
    : QWidget(parent)
    , m_wait(new QTimer(this))
{
    setAccessibleName(tr("Loading"));
    m_wait->setSingleShot(true);
    m_wait->setInterval(patience);
    connect(m_wait, &QTimer::timeout, this, [this] {
        m_due = true;
        update();
    });
}

void LoadingSkeleton::showEvent(QShowEvent *event)
{
    m_due = false;
    m_wait->start();
    QWidget::showEvent(event);
}

void LoadingSkeleton::hideEvent(QHideEvent *event)
{
    m_wait->stop();
    QWidget::hideEvent(event);
}

void LoadingSkeleton::paintEvent(QPaintEvent *)
{
    if (!m_due)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Token::Border));
    const int inset = metrics::space2;
    for (int row = 0; row * metrics::row < height(); ++row) {
        double x = inset;
        for (const double share : rows.at(std::size_t(row) % rows.size())) {
            const QRectF bar(x, row * metrics::row + 9, width() * share, metrics::row - 18);
            painter.drawPath(roundedRect(bar, metrics::radiusSmall));
            x += width() * 0.24;
        }
        painter.setOpacity(std::max(0.2, painter.opacity() - 0.08));
    }
}

} // namespace keyswitch
