// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/searchfield.h"

#include "ui/theme/icons.h"
#include "ui/theme/metrics.h"
#include "ui/theme/typography.h"
#include "ui/widgets/button.h"

#include <QKeyEvent>
#include <QPainter>

namespace keyswitch
{

namespace
{

constexpr int iconRoom = 22;
constexpr int clearSide = 22;
constexpr int narrowest = 120;

} // namespace

SearchField::SearchField(const QString &placeholder, QWidget *parent)
    : QLineEdit(parent)
    , m_clear(new IconButton(QStringLiteral("x"), tr("Clear the filter"), this))
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setFont(textFont(TextStyle::Body));
    setFixedHeight(metrics::control);
    setMinimumWidth(narrowest);
    setTextMargins(iconRoom, 0, 0, 0);
    m_clear->setFixedSize(clearSide, clearSide);
    m_clear->setFocusPolicy(Qt::NoFocus); // Escape does the same
    m_clear->setCursor(Qt::ArrowCursor);
    m_clear->hide();
    connect(m_clear, &QAbstractButton::clicked, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_clear->setVisible(!text.isEmpty());
        setTextMargins(iconRoom, 0, text.isEmpty() ? 0 : clearSide, 0);
    });
}

QSize SearchField::sizeHint() const
{
    return {280, metrics::control};
}

void SearchField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    drawIcon(&painter, QRect(8, (height() - 16) / 2, 16, 16), QStringLiteral("search"), Token::Faint);
}

void SearchField::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    m_clear->move(width() - clearSide - 3, (height() - clearSide) / 2);
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        event->accept();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace keyswitch
