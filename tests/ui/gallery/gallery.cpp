// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/gallery/scenes.h"
#include "ui/shell/language.h"
#include "ui/theme/look.h"

#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QLocale>
#include <QTextStream>

#include <memory>

using namespace keyswitch;
using namespace keyswitch::gallery;

namespace
{

// Layouts, fits and the 300 ms of a skeleton.
void settle(int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    // A layout in a layout in a scroll area takes a round each, however long a round takes on a busy machine.
    for (int round = 0; round < 12 || timer.elapsed() < milliseconds; ++round) {
        QApplication::sendPostedEvents();
        QApplication::processEvents(QEventLoop::AllEvents, 5);
    }
}

QImage shot(QWidget *window, bool dark)
{
    Theme::instance().setChoice(dark ? Theme::Choice::Dark : Theme::Choice::Light);
    settle(20);
    return window->grab().toImage();
}

// What can have the focus must have a name, or a screen reader says "button" and nothing else.
bool allAreNamed(const QWidget *window, QTextStream &err)
{
    bool all = true;
    const QList<QWidget *> widgets = window->findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        const bool part = qobject_cast<const QAbstractSpinBox *>(widget->parentWidget()); // the field in a spin box
        if (!widget->isVisible() || part || !(widget->focusPolicy() & Qt::TabFocus))
            continue;
        const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
        if (spoken && spoken->text(QAccessible::Name).isEmpty()) {
            err << widget->metaObject()->className() << ' ' << widget->objectName() << " has no accessible name\n";
            all = false;
        }
    }
    return all;
}

} // namespace

// gallery OUT [SUFFIX [SCENE …]]
int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    QTextStream err(stderr);
    if (arguments.size() < 2) {
        err << "usage: gallery OUT [SUFFIX [SCENE ...]]\n";
        return 2;
    }
    const QDir out(arguments.at(1));
    const QString suffix = arguments.value(2);
    const QStringList wanted = arguments.mid(3);
    if (!out.mkpath(QStringLiteral("."))) {
        err << "cannot make " << out.path() << '\n';
        return 1;
    }
    installLook(application, Theme::Choice::Light);
    installLanguage(application, QLocale(qEnvironmentVariable("KEYSWITCH_GALLERY_LANGUAGE", QStringLiteral("en_US"))));
    std::vector<Scene> scenes = widgetScenes();
    for (std::vector<Scene> (*more)() : {windowScenes, pageScenes}) {
        for (Scene &scene : more())
            scenes.push_back(std::move(scene));
    }
    for (const Scene &scene : scenes) {
        if (!wanted.isEmpty() && !wanted.contains(scene.name))
            continue;
        Theme::instance().setChoice(Theme::Choice::Light);
        const std::unique_ptr<QWidget> window(scene.make());
        if (!scene.size.isEmpty())
            window->resize(scene.size);
        window->show();
        window->activateWindow();
        settle(400);
        if (scene.prepare)
            scene.prepare(window.get());
        if (!allAreNamed(window.get(), err)) {
            err << "in scene " << scene.name << '\n';
            return 1;
        }
        const QImage light = shot(window.get(), false);
        const QImage dark = shot(window.get(), true);
        if (light == dark || light.size() != dark.size()) {
            err << scene.name << ": light and dark do not differ\n";
            return 1;
        }
        if (!scene.size.isEmpty() && window->size() != scene.size)
            err << scene.name << ": grew to " << window->width() << " x " << window->height() << '\n';
        for (const auto &[image, word] : {std::pair(light, "light"), std::pair(dark, "dark")}) {
            const QString file =
                out.filePath(scene.name + QLatin1Char('-') + QLatin1String(word) + suffix + QStringLiteral(".png"));
            if (!image.save(file)) {
                err << "cannot write " << file << '\n';
                return 1;
            }
        }
    }
    return 0;
}
