// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fakeservice/sampledirectory.h"
#include "ui/pages/page.h"
#include "ui/pages/pageset.h"
#include "ui/theme/icons.h"
#include "ui/theme/look.h"
#include "ui/widgets/tableview.h"

#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace keyswitch;

class tst_PageSet : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pagesAreDistinctAndHaveTheirIcons()
    {
        FakeGatewayService service;
        const std::vector<PlacedPage> pages = makePages(service);
        QSet<QString> ids;
        for (const PlacedPage &placed : pages) {
            const std::unique_ptr<Page> page(placed.page);
            QVERIFY(!placed.section.isEmpty());
            QVERIFY(!page->title().isEmpty());
            QVERIFY2(hasIcon(page->iconName()), qPrintable(page->iconName()));
            ids.insert(page->id());
        }
        QCOMPARE(ids.size(), pages.size());
    }

    // Whatever can have the focus must have a name for those who do not see it, and all text of ours is plain.
    void everyControlHasANameAndTextIsPlain()
    {
        FakeGatewayService service;
        fillSampleDirectory(service, QDateTime::currentDateTimeUtc());
        for (const PlacedPage &placed : makePages(service)) {
            const std::unique_ptr<Page> page(placed.page);
            page->resize(1200, 700);
            page->show();
            page->activated();
            QTRY_VERIFY(page->findChildren<TableView *>().isEmpty()
                        || page->findChild<TableView *>()->model()->rowCount() > 0);
            if (auto *table = page->findChild<TableView *>())
                table->selectRow(0);
            QCoreApplication::processEvents();
            const QList<QWidget *> widgets = page->findChildren<QWidget *>();
            int controls = 0;
            for (QWidget *widget : widgets) {
                if (auto *label = qobject_cast<QLabel *>(widget))
                    QVERIFY2(label->textFormat() == Qt::PlainText || label->text().isEmpty(),
                             qPrintable(label->text()));
                if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisible())
                    continue;
                ++controls;
                QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
                QVERIFY2(face && !face->text(QAccessible::Name).isEmpty(),
                         qPrintable(page->id() + QStringLiteral(": ")
                                    + QString::fromLatin1(widget->metaObject()->className())));
            }
            QVERIFY(controls > 4);
        }
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    installLook(application, Theme::Choice::Light);
    tst_PageSet test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_pageset.moc"
