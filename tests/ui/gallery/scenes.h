// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

namespace keyswitch::gallery
{

// One picture: a window of its own, made afresh for each.
struct Scene {
    QString name;
    QSize size; // empty: as large as it likes
    std::function<QWidget *()> make;
    std::function<void(QWidget *)> prepare; // once it is shown: focus and the like; may be empty
};

std::vector<Scene> widgetScenes();
std::vector<Scene> windowScenes();
std::vector<Scene> pageScenes(); // the real pages over a fake service

} // namespace keyswitch::gallery
