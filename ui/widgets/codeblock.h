// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace keyswitch
{

class Button;
class SelectableText;

// Something to paste into a terminal: mono, sunken, with a copy button. What is copied is exactly the code.
class CodeBlock : public QWidget
{
    Q_OBJECT
public:
    explicit CodeBlock(const QString &accessibleName, QWidget *parent = nullptr);

    void setCode(const QString &code);
    QString code() const;

Q_SIGNALS:
    void copied();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    SelectableText *m_text;
    Button *m_copy;
};

} // namespace keyswitch
