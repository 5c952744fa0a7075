// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace keyswitch
{

class Label;

// A surface with an edge. With a title it has a head: the title at the left, what is added to header() at the right.
class Card : public QWidget
{
    Q_OBJECT
public:
    explicit Card(const QString &title = {}, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    QHBoxLayout *header();
    QVBoxLayout *body() { return m_body; }
    // For tables and lists that reach from edge to edge.
    void setBodyFlush();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_body;
    QHBoxLayout *m_header = nullptr;
    Label *m_title = nullptr;
};

} // namespace keyswitch
