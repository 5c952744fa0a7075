// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowstate.h"

#include "ui/widgets/tableview.h"

#include <QSettings>
#include <QWidget>

namespace keyswitch
{

namespace
{

constexpr int windowVersion = 1;
const QString versionKey = QStringLiteral("window/version");
const QString geometryKey = QStringLiteral("window/geometry");
const QString pageKey = QStringLiteral("window/page");
const QString themeKey = QStringLiteral("theme");

QString columnsKey(const TableView *table)
{
    return QStringLiteral("columns/") + table->objectName();
}

} // namespace

void saveWindow(QSettings &settings, const QWidget *window, const QString &pageId)
{
    settings.setValue(versionKey, windowVersion);
    settings.setValue(geometryKey, window->saveGeometry());
    settings.setValue(pageKey, pageId);
}

bool restoreWindow(const QSettings &settings, QWidget *window)
{
    if (settings.value(versionKey).toInt() != windowVersion)
        return false;
    return window->restoreGeometry(settings.value(geometryKey).toByteArray());
}

QString savedPage(const QSettings &settings)
{
    return settings.value(pageKey).toString();
}

void saveColumns(QSettings &settings, const QWidget *window)
{
    const QList<TableView *> tables = window->findChildren<TableView *>();
    for (const TableView *table : tables) {
        if (!table->objectName().isEmpty())
            settings.setValue(columnsKey(table), table->saveColumns());
    }
}

void restoreColumns(const QSettings &settings, QWidget *window)
{
    const QList<TableView *> tables = window->findChildren<TableView *>();
    for (TableView *table : tables) {
        if (!table->objectName().isEmpty())
            table->restoreColumns(settings.value(columnsKey(table)).toByteArray());
    }
}

void saveThemeChoice(QSettings &settings, Theme::Choice choice)
{
    settings.setValue(themeKey, Theme::word(choice));
}

Theme::Choice savedThemeChoice(const QSettings &settings)
{
    return Theme::fromWord(settings.value(themeKey).toString());
}

} // namespace keyswitch
