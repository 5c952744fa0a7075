// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QWidget>

class QGridLayout;

namespace keyswitch
{

class IconButton;
class Label;
class SelectableText;

struct KeyValue {
    QString key;
    QString value; // shown as plain text, whatever it holds
    bool mono = false; // ids, addresses, keys
    bool copyable = false; // with a button beside it
    Token tone = Token::Text;
    friend bool operator==(const KeyValue &, const KeyValue &) = default;
};

// The rows of a detail pane. Values can be selected; a refresh with the same keys keeps the selection.
class KeyValueList : public QWidget
{
    Q_OBJECT
public:
    explicit KeyValueList(QWidget *parent = nullptr);

    void setRows(const QList<KeyValue> &rows);

private:
    struct Row {
        Label *key;
        SelectableText *value;
        IconButton *copy; // null when there is nothing to copy
    };
    Row makeRow(int index, const KeyValue &row);

    QGridLayout *m_grid;
    QList<KeyValue> m_shown;
    QList<Row> m_rows;
};

} // namespace keyswitch
