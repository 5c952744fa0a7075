// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/addresspill.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <QTimer>

#include <chrono>

namespace keyswitch
{

namespace
{

constexpr int pillHeight = 30;
constexpr int pillRadius = 7;
constexpr int wordStart = 27;
constexpr int gap = 8;
constexpr int copyRoom = 28;
constexpr auto doneFor = std::chrono::milliseconds(1500);

} // namespace

AddressPill::AddressPill(QWidget *parent)
    : QAbstractButton(parent)
    , m_done(new QTimer(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_done->setSingleShot(true);
    m_done->setInterval(doneFor);
    connect(m_done, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    connect(this, &QAbstractButton::clicked, this, &AddressPill::copy);
}

void AddressPill::setAddress(State state, const QString &word, const QString &address)
{
    m_state = state;
    m_word = word;
    m_address = address;
    setEnabled(!address.isEmpty());
    setToolTip(address.isEmpty() ? word : tr("Copy %1").arg(address));
    setAccessibleName(address.isEmpty() ? tr("Proxy: %1").arg(word)
                                        : tr("Proxy: %1. Copy the address %2").arg(word, address));
    updateGeometry();
    update();
}

void AddressPill::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    m_compact = compact;
    updateGeometry();
    update();
}

QSize AddressPill::sizeHint() const
{
    int width = wordStart + QFontMetrics(textFont(TextStyle::SmallMedium)).horizontalAdvance(m_word) + gap + 2;
    if (!shownAddress().isEmpty())
        width += QFontMetrics(textFont(TextStyle::Mono)).horizontalAdvance(m_address) + gap;
    return {width + (m_address.isEmpty() ? 4 : copyRoom - gap), pillHeight};
}

void AddressPill::copy()
{
    if (m_address.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(m_address);
    m_done->start();
    update();
    Q_EMIT copied(m_address);
}

void AddressPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool pointed = isEnabled() && underMouse();
    drawBox(&painter, rect(), color(pointed ? Token::Hover : Token::Surface), color(Token::BorderStrong), pillRadius);
    drawStateMark(&painter, QRectF(9, 8, 14, 14), m_state);
    const QFont words = textFont(TextStyle::SmallMedium);
    painter.setFont(words);
    painter.setPen(color(Token::Text));
    painter.drawText(rect().adjusted(wordStart, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     m_word);
    const int x = wordStart + QFontMetrics(words).horizontalAdvance(m_word) + gap;
    painter.setFont(textFont(TextStyle::Mono));
    painter.setPen(color(Token::Muted));
    painter.drawText(rect().adjusted(x, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     shownAddress());
    if (!m_address.isEmpty()) {
        const bool done = m_done->isActive();
        drawIcon(&painter, QRect(width() - 23, 8, 14, 14), done ? QStringLiteral("check") : QStringLiteral("copy"),
                 done ? Token::Ok : Token::Muted);
    }
    if (showsKeyboardFocus(this))
        drawFocusRing(&painter, rect(), pillRadius);
}

} // namespace keyswitch
