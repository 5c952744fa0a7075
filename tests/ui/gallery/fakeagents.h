// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

class QStandardItemModel;
class QStackedWidget;

namespace keyswitch::gallery
{

// A table page with invented data: what a real page looks like in each of its moods.
class FakeAgentsPage : public Page
{
    Q_OBJECT
public:
    enum class Mood { Filled, Empty, NothingFound, Loading, Failed };
    explicit FakeAgentsPage(Mood mood);

    QString id() const override { return QStringLiteral("agents"); }
    QString title() const override { return QStringLiteral("Agents"); }
    QString iconName() const override { return QStringLiteral("bot"); }
    void activated() override;

private:
    QWidget *filled();
    QWidget *detailPane();
    Mood m_mood;
};

// A title and nothing below it.
class BlankPage : public Page
{
    Q_OBJECT
public:
    BlankPage(const QString &id, const QString &title, const QString &icon)
        : m_id(id)
        , m_title(title)
        , m_icon(icon)
    {
    }
    QString id() const override { return m_id; }
    QString title() const override { return m_title; }
    QString iconName() const override { return m_icon; }

private:
    QString m_id;
    QString m_title;
    QString m_icon;
};

} // namespace keyswitch::gallery
