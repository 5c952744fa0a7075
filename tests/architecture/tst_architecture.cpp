// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/rules.h"

#include <QDir>
#include <QLibraryInfo>
#include <QtTest>

using namespace keyswitch::architecture;

// Each rule is asked twice: of the project, which must keep it, and of a small made-up tree that breaks it, so that a
// rule that has gone blind does not pass.
class tst_Architecture : public QObject
{
    Q_OBJECT

private:
    SourceTree m_project;
    QString m_qtHeaders;
    static constexpr const char *Licence = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

    static SourceTree rooms()
    {
        SourceTree tree;
        tree.insert(QStringLiteral("proxy/CMakeLists.txt"), "set(rooms accept route relay)\n");
        return tree;
    }
    static QString shown(const QStringList &lines) { return u'\n' + lines.join(u'\n'); }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = SourceTree::at(QStringLiteral(KEYSWITCH_SOURCE_FOLDER));
        QVERIFY(m_project.files().size() > 100);
        QVERIFY(m_project.files().contains(QStringLiteral("proxy/base/problem.h")));
        m_qtHeaders = QLibraryInfo::path(QLibraryInfo::HeadersPath);
        QVERIFY2(QDir(m_qtHeaders + QLatin1String("/QtCore")).exists(), qPrintable(m_qtHeaders));
    }

    void roomsKnowOnlyTheBase()
    {
        const QStringList wrong = wrongIncludes(m_project);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));
    }

    void aWrongIncludeIsFound_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("include");
        QTest::addColumn<bool>("wrong");
        const auto row = [](const char *path, const char *include, bool wrong) {
            QTest::addRow("%s %s %s", path, wrong ? "may not know" : "may know", include)
                << QString::fromLatin1(path) << QByteArray(include) << wrong;
        };
        row("proxy/route/router.cpp", "proxy/base/exchange.h", false);
        row("proxy/route/router.cpp", "proxy/route/router.h", false);
        row("proxy/route/router.cpp", "proxy/relay/streamrelay.h", true);
        row("proxy/route/router.cpp", "proxy/pipeline/pipeline.h", true);
        row("proxy/route/router.cpp", "proxy/service/types.h", true);
        row("proxy/route/router.cpp", "ui/theme/theme.h", true);
        row("proxy/route/router.cpp", "tests/support/rawclient.h", true);
        row("proxy/unlisted/new.cpp", "proxy/relay/streamrelay.h", true);
        row("proxy/base/exchange.h", "proxy/route/router.h", true);
        row("proxy/base/exchange.h", "proxy/service/types.h", true);
        row("proxy/pipeline/pipeline.cpp", "proxy/route/router.h", false);
        row("proxy/pipeline/pipeline.cpp", "proxy/service/types.h", true);
        row("proxy/pipeline/pipeline.cpp", "proxy/command/printer.h", true);
        row("proxy/pipeline/pipeline.cpp", "ui/models/fetch.h", true);
        row("proxy/service/gateway.cpp", "proxy/pipeline/pipeline.h", false);
        row("proxy/service/gateway.cpp", "proxy/accept/guardserver.h", false);
        row("proxy/service/gateway.cpp", "proxy/command/printer.h", true);
        row("proxy/command/printer.cpp", "proxy/service/json.h", false);
        row("proxy/command/printer.cpp", "proxy/route/router.h", true);
        row("ui/models/fetch.h", "proxy/service/gatewayservice.h", false);
        row("ui/models/fetch.h", "proxy/base/problem.h", false);
        row("ui/models/fetch.h", "proxy/route/router.h", true);
        row("ui/shell/mainwindow.cpp", "proxy/pipeline/pipeline.h", true);
        row("ui/shell/mainwindow.cpp", "proxy/command/printer.h", true);
        row("app/keyswitchd/main.cpp", "proxy/command/printer.h", false);
        row("app/keyswitchd/main.cpp", "proxy/route/router.h", true);
        row("resources/resources.cpp", "proxy/route/router.h", true);
    }
    void aWrongIncludeIsFound()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, include);
        QFETCH(bool, wrong);
        SourceTree tree = rooms();
        tree.insert(path, Licence + QByteArray("#pragma once\n  #  include  \"") + include + "\" // why\n");
        QCOMPARE(wrongIncludes(tree).size(), wrong ? 1 : 0);
    }

    void windowsSeeOnlyWhatIsBelowThem()
    {
        const QStringList wrong = wrongWindowIncludes(m_project);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));
    }

    void aWindowThatLooksUpOrAsideIsFound()
    {
        SourceTree tree;
        tree.insert(QStringLiteral("ui/theme/CMakeLists.txt"), "keyswitch_library(theme LEVEL 4)\n");
        tree.insert(QStringLiteral("ui/models/CMakeLists.txt"), "keyswitch_library(models LEVEL 4)\n");
        tree.insert(QStringLiteral("ui/widgets/CMakeLists.txt"), "keyswitch_library(widgets LEVEL 5)\n");
        tree.insert(QStringLiteral("ui/widgets/button.cpp"), "#include \"ui/theme/theme.h\"\n");
        QCOMPARE(wrongWindowIncludes(tree), QStringList());
        tree.insert(QStringLiteral("ui/theme/theme.cpp"), "#include \"ui/widgets/button.h\"\n");
        tree.insert(QStringLiteral("ui/models/fetch.cpp"), "#include \"ui/theme/theme.h\"\n");
        tree.insert(QStringLiteral("ui/stray/stray.cpp"), "#include <QObject>\n");
        QCOMPARE(wrongWindowIncludes(tree).size(), 3);
    }

    void qtModulesStayInTheirPlaces()
    {
        const QStringList wrong = wrongQtHeaders(m_project, m_qtHeaders);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));
    }

    void aQtHeaderInTheWrongPlaceIsFound()
    {
        QTemporaryDir folder;
        const QDir headers(folder.path());
        for (const char *const header : {"QtCore/QObject", "QtGui/QColor", "QtGui/qcolor.h", "QtWidgets/QWidget",
                                         "QtHttpServer/QAbstractHttpServer"}) {
            QVERIFY(headers.mkpath(QString::fromLatin1(header).section(u'/', 0, 0)));
            QFile file(headers.filePath(QString::fromLatin1(header)));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        SourceTree good;
        good.insert(QStringLiteral("ui/models/a.h"),
                    "#include <QObject>\n#include <QtCore/QObject>\n#include <array>\n");
        good.insert(QStringLiteral("ui/theme/a.h"), "#include <QColor>\n");
        good.insert(QStringLiteral("proxy/accept/a.h"), "#include <QAbstractHttpServer>\n#include <QTcpSocket>\n");
        QCOMPARE(wrongQtHeaders(good, headers.path()), QStringList());
        SourceTree bad;
        bad.insert(QStringLiteral("ui/models/a.h"),
                   "#include <QColor>\n#include <qcolor.h>\n#include <QtGui/QColor>\n");
        bad.insert(QStringLiteral("proxy/route/a.h"), "#include <QWidget>\n#include <QtWidgets/QWidget>\n");
        bad.insert(QStringLiteral("proxy/service/a.h"), "#include <QAbstractHttpServer>\n");
        bad.insert(QStringLiteral("app/a.cpp"), "#include <QtHttpServer/QHttpServer>\n");
        QCOMPARE(wrongQtHeaders(bad, headers.path()).size(), 7);
    }

    void includesAreWrittenFromTheRoot()
    {
        const QStringList wrong = includesNotFromRoot(m_project);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));

        SourceTree bad;
        bad.insert(QStringLiteral("proxy/route/router.h"), Licence);
        bad.insert(QStringLiteral("proxy/route/router.cpp"),
                   "#include \"router.h\"\n#include \"proxy/route/router.h\"\n#include \"router.moc\"\n");
        QCOMPARE(includesNotFromRoot(bad).size(), 1);
    }

    void everyLibraryHasALevel()
    {
        const QStringList wrong = librariesWithoutLevel(m_project);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));

        SourceTree bad;
        bad.insert(QStringLiteral("proxy/a/CMakeLists.txt"), "keyswitch_library(a LEVEL 1 SOURCES a.cpp)\n");
        QCOMPARE(librariesWithoutLevel(bad).size(), 0);
        bad.insert(QStringLiteral("proxy/b/CMakeLists.txt"), "add_library(b b.cpp)\n");
        bad.insert(QStringLiteral("ui/c/CMakeLists.txt"),
                   "keyswitch_library(c LEVEL 5 SOURCES c.cpp)\n  target_link_libraries(keyswitch_c PUBLIC x)\n");
        QCOMPARE(librariesWithoutLevel(bad).size(), 2);
    }

    void qtVersionsAreToldApartInTwoPlacesOnly()
    {
        const QStringList wrong = versionSwitches(m_project);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));

        SourceTree bad;
        const QByteArray line = "#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)\n";
        bad.insert(QStringLiteral("proxy/accept/httpservershim.cpp"), line);
        bad.insert(QStringLiteral("ui/theme/colorscheme.cpp"), line);
        QCOMPARE(versionSwitches(bad), QStringList());
        bad.insert(QStringLiteral("ui/theme/theme.cpp"), line);
        bad.insert(QStringLiteral("tests/a.cpp"), "#if 1\n# elif defined(X) && QT_VERSION < 5\n#endif\n");
        QCOMPARE(versionSwitches(bad).size(), 2);
    }

    void everySourceHasItsLicenceLine()
    {
        const QStringList wrong = withoutLicenceLine(m_project);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));

        SourceTree bad;
        bad.insert(QStringLiteral("a.h"), Licence);
        bad.insert(QStringLiteral("a.sh"), "#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-or-later\n");
        QCOMPARE(withoutLicenceLine(bad), QStringList());
        bad.insert(QStringLiteral("b.h"), QByteArray("\n") + Licence);
        bad.insert(QStringLiteral("b.cpp"), "int main() {}\n");
        bad.insert(QStringLiteral("b.py"), "import sys\n");
        QCOMPARE(withoutLicenceLine(bad).size(), 3);
    }

    void nothingIsLeftForLater()
    {
        const QStringList wrong = unfinishedWork(m_project);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));

        SourceTree bad;
        bad.insert(QStringLiteral("a.cpp"),
                   "// TO"
                   "DO: the rest\n");
        bad.insert(QStringLiteral("b.py"),
                   "pass  # FIX"
                   "ME\n");
        bad.insert(QStringLiteral("c.cpp"), "methodToDoIt();\n");
        QCOMPARE(unfinishedWork(bad).size(), 2);
    }

    void namesSayTheJob()
    {
        const QStringList wrong = namesWithoutJob(m_project);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));

        SourceTree bad;
        bad.insert(QStringLiteral("proxy/forward/accessmanagers.h"), {});
        QCOMPARE(namesWithoutJob(bad), QStringList());
        bad.insert(QStringLiteral("proxy/a/stringutils.h"), {});
        bad.insert(QStringLiteral("proxy/a/agentmanager.cpp"), {});
        bad.insert(QStringLiteral("proxy/a/testhelper.h"), {});
        QCOMPARE(namesWithoutJob(bad).size(), 3);
    }

    void noFileNamesAPlaceOfOneMachine()
    {
        if (!m_project.isFromGit())
            qInfo("not a git checkout: only the source folders are looked through");
        const QStringList wrong = machinePlaces(m_project);
        QVERIFY2(wrong.isEmpty(), qPrintable(shown(wrong)));

        SourceTree bad;
        bad.insert(QStringLiteral("good.md"), "Data lies in ~/.local/share/keyswitch or wherever --data says.\n");
        QCOMPARE(machinePlaces(bad), QStringList());
        bad.insert(QStringLiteral("a.md"),
                   "cd /ho"
                   "me/maria/keyswitch\n");
        bad.insert(QStringLiteral("b.txt"),
                   "--index-url https://py"
                   "pi.org/simple\n");
        bad.insert(QStringLiteral("c.sh"),
                   "GOPROXY=https://proxy.gol"
                   "ang.org\ncd /ro"
                   "ot/build\n");
        bad.insert(QStringLiteral("d.yaml"),
                   "url: https://repo.ma"
                   "ven.apache.org/maven2\n");
        QCOMPARE(machinePlaces(bad).size(), 5);
    }

    void filesAreShort()
    {
        const TooLong found = tooLong(m_project);
        for (const QString &entry : found.noted)
            qInfo("%s", qPrintable(entry));
        QVERIFY2(found.refused.isEmpty(), qPrintable(shown(found.refused)));

        SourceTree bad;
        bad.insert(QStringLiteral("a.h"), QByteArray(150, '\n'));
        bad.insert(QStringLiteral("b.h"), QByteArray(151, '\n'));
        bad.insert(QStringLiteral("c.h"), QByteArray(251, '\n'));
        bad.insert(QStringLiteral("d.cpp"), QByteArray(400, '\n'));
        bad.insert(QStringLiteral("e.cpp"), QByteArray(600, '\n'));
        bad.insert(QStringLiteral("f.cpp"), QByteArray(601, '\n'));
        bad.insert(QStringLiteral("tests/g.cpp"), QByteArray(900, '\n'));
        bad.insert(QStringLiteral("tests/h.cpp"), QByteArray(901, '\n'));
        QCOMPARE(tooLong(bad).noted.size(), 3);
        QCOMPARE(tooLong(bad).refused.size(), 3);
    }
};

QTEST_GUILESS_MAIN(tst_Architecture)
#include "tst_architecture.moc"
