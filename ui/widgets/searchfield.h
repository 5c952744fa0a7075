// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace keyswitch
{

class IconButton;

// A filter field: an icon in front, a cross to clear while there is text, Escape clears. What is typed is plain text
// for the page to interpret.
class SearchField : public QLineEdit
{
    Q_OBJECT
public:
    // The placeholder says what can be filtered and is the accessible name.
    explicit SearchField(const QString &placeholder, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    IconButton *m_clear;
};

} // namespace keyswitch
