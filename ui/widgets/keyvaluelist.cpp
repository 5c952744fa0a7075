// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/keyvaluelist.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/selectabletext.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>

namespace keyswitch
{

namespace
{

constexpr int commonKeyWidth = 88;

bool sameShape(const QList<KeyValue> &a, const QList<KeyValue> &b)
{
    if (a.size() != b.size())
        return false;
    for (qsizetype i = 0; i < a.size(); ++i) {
        if (a.at(i).key != b.at(i).key || a.at(i).mono != b.at(i).mono || a.at(i).copyable != b.at(i).copyable)
            return false;
    }
    return true;
}

} // namespace

KeyValueList::KeyValueList(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::space4);
    m_grid->setVerticalSpacing(metrics::space2);
    m_grid->setColumnStretch(1, 1);
}

void KeyValueList::setRows(const QList<KeyValue> &rows)
{
    if (rows == m_shown)
        return;
    if (!sameShape(rows, m_shown)) {
        for (const Row &row : std::as_const(m_rows)) {
            delete row.key;
            delete row.value;
            delete row.copy;
        }
        m_rows.clear();
        for (int i = 0; i < int(rows.size()); ++i)
            m_rows << makeRow(i, rows.at(i));
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        m_rows.at(i).value->setText(rows.at(i).value);
        m_rows.at(i).value->setTone(rows.at(i).tone);
        if (m_rows.at(i).copy)
            m_rows.at(i).copy->setEnabled(!rows.at(i).value.isEmpty());
    }
    m_shown = rows;
    updateGeometry();
}

KeyValueList::Row KeyValueList::makeRow(int index, const KeyValue &row)
{
    Row made{new Label(row.key, TextStyle::Body, Token::Muted),
             new SelectableText(row.mono ? TextStyle::Mono : TextStyle::Body), nullptr};
    // Names of rows are short and must be readable in every language: they take their natural width.
    // Lists below each other keep one edge as long as the names are short.
    made.key->setMinimumWidth(std::max(commonKeyWidth, made.key->sizeHint().width()));
    made.value->setAccessibleName(row.key);
    m_grid->addWidget(made.key, index, 0, Qt::AlignTop);
    m_grid->addWidget(made.value, index, 1);
    if (row.copyable) {
        made.copy = new IconButton(QStringLiteral("copy"), tr("Copy: %1").arg(row.key));
        made.copy->setFixedSize(22, 18);
        connect(made.copy, &QAbstractButton::clicked, this,
                [value = made.value] { QGuiApplication::clipboard()->setText(value->text()); });
        m_grid->addWidget(made.copy, index, 2, Qt::AlignTop);
    }
    return made;
}

} // namespace keyswitch
