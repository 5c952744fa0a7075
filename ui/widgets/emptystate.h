// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QBoxLayout;
class QVBoxLayout;

namespace keyswitch
{

class Button;
class IconView;
class Label;

// Nothing here: what would be here, why it is not there now, and the one next step. "Nothing found" is another state
// with other words: it names the filter and offers to clear it.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    EmptyState(const QString &iconName, const QString &title, const QString &why, QWidget *parent = nullptr);

    void setWords(const QString &title, const QString &why);
    void setIconName(const QString &name);
    // The button is returned to be connected; asking again changes its text.
    Button *setPrimaryAction(const QString &text, const QString &iconName = {});
    Button *addSecondaryAction(const QString &text, const QString &iconName = {});
    // "Also: …, or press" and the key.
    void setHint(const QString &words, const QString &key = {});

private:
    IconView *m_icon;
    Label *m_title;
    Label *m_why;
    QBoxLayout *m_actions;
    QBoxLayout *m_hint;
    Button *m_primary = nullptr;
};

} // namespace keyswitch
