// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/codeblock.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/selectabletext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>

namespace keyswitch
{

namespace
{

constexpr int wordlessBelow = 480; // where the code needs the room more than the button its word

} // namespace

CodeBlock::CodeBlock(const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
    , m_text(new SelectableText(TextStyle::Mono))
    , m_copy(new Button(tr("Copy"), QStringLiteral("copy")))
{
    m_text->setAccessibleName(accessibleName);
    m_copy->setAccessibleName(tr("Copy: %1").arg(accessibleName));
    m_copy->setToolTip(m_copy->accessibleName());
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::space3, 10, 10, 10);
    row->setSpacing(metrics::space3);
    row->addWidget(m_text, 1);
    row->addWidget(m_copy, 0, Qt::AlignTop);
    connect(m_copy, &QAbstractButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(code());
        Q_EMIT copied();
    });
}

void CodeBlock::setCode(const QString &code)
{
    m_text->setText(code);
    m_copy->setEnabled(!code.isEmpty());
}

QString CodeBlock::code() const
{
    return m_text->text();
}

void CodeBlock::resizeEvent(QResizeEvent *event)
{
    m_copy->setText(width() < wordlessBelow ? QString() : tr("Copy"));
    QWidget::resizeEvent(event);
}

void CodeBlock::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawBox(&painter, rect(), color(Token::Sunken), color(Token::Border), metrics::radiusCard);
}

} // namespace keyswitch
