// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colorscheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace keyswitch;
using Preference = ColorScheme::Preference;

namespace
{

const QString portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString portalInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colorScheme = QStringLiteral("color-scheme");

// Answers Read as the real one does: the value in a variant in a variant.
class FakePortal : public QDBusVirtualObject
{
public:
    uint value = 0;

    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        if (message.member() != QLatin1String("Read"))
            return false;
        const QDBusVariant inner{QVariant(value)};
        return bus.send(message.createReply(QVariant::fromValue(QDBusVariant(QVariant::fromValue(inner)))));
    }
};

} // namespace

class tst_ColorScheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void variantsAreUnwrapped();
    void withoutABusThereIsNoPreference();
    void withoutAPortalThereIsNoPreference();
    void asksAndFollowsThePortal();
    void asksAgainWhenThePortalComesLate();

private:
    bool haveBus() const { return !m_address.isEmpty(); }
    void sendChange(uint value);

    QProcess m_daemon;
    QString m_address;
};

void tst_ColorScheme::initTestCase()
{
    qDBusRegisterMetaType<QDBusVariant>();
    const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    if (program.isEmpty())
        return;
    m_daemon.start(program,
                   {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
    if (m_daemon.waitForReadyRead(5000))
        m_address = QString::fromLatin1(m_daemon.readLine()).trimmed();
}

void tst_ColorScheme::cleanupTestCase()
{
    m_daemon.kill();
    m_daemon.waitForFinished();
}

void tst_ColorScheme::sendChange(uint value)
{
    QDBusMessage signal = QDBusMessage::createSignal(portalPath, portalInterface, QStringLiteral("SettingChanged"));
    signal << appearance << colorScheme << QVariant::fromValue(QDBusVariant(QVariant(value)));
    QVERIFY(QDBusConnection(QStringLiteral("portal")).send(signal));
}

void tst_ColorScheme::variantsAreUnwrapped()
{
    const auto wrap = [](const QVariant &value) { return QVariant::fromValue(QDBusVariant(value)); };
    QCOMPARE(ColorScheme::fromPortal(QVariant(1u)), Preference::Dark);
    QCOMPARE(ColorScheme::fromPortal(wrap(QVariant(1u))), Preference::Dark);
    QCOMPARE(ColorScheme::fromPortal(wrap(wrap(QVariant(2u)))), Preference::Light);
    QCOMPARE(ColorScheme::fromPortal(QVariant(0u)), Preference::None);
    QCOMPARE(ColorScheme::fromPortal(QVariant(7u)), Preference::None);
    QCOMPARE(ColorScheme::fromPortal(QVariant()), Preference::None);
    QCOMPARE(ColorScheme::fromPortal(QVariant(QStringLiteral("dark"))), Preference::None);
}

void tst_ColorScheme::withoutABusThereIsNoPreference()
{
    const ColorScheme scheme(QDBusConnection(QStringLiteral("never connected")), nullptr);
    QCOMPARE(scheme.preference(), Preference::None);
}

void tst_ColorScheme::withoutAPortalThereIsNoPreference()
{
    if (!haveBus())
        QSKIP("no dbus-daemon here");
    const QDBusConnection bus = QDBusConnection::connectToBus(m_address, QStringLiteral("alone"));
    const ColorScheme scheme(bus, nullptr);
    QSignalSpy changed(&scheme, &ColorScheme::changed);
    QVERIFY(!changed.wait(200));
    QCOMPARE(scheme.preference(), Preference::None);
}

void tst_ColorScheme::asksAndFollowsThePortal()
{
    if (!haveBus())
        QSKIP("no dbus-daemon here");
    QDBusConnection portalBus = QDBusConnection::connectToBus(m_address, QStringLiteral("portal"));
    FakePortal portal;
    portal.value = 1;
    QVERIFY(portalBus.registerVirtualObject(portalPath, &portal));
    QVERIFY(portalBus.registerService(portalService));

    const ColorScheme scheme(QDBusConnection::connectToBus(m_address, QStringLiteral("follower")), nullptr);
    QTRY_COMPARE(scheme.preference(), Preference::Dark);
    QSignalSpy changed(&scheme, &ColorScheme::changed);
    sendChange(2);
    QTRY_COMPARE(scheme.preference(), Preference::Light);
    sendChange(1);
    QTRY_COMPARE(scheme.preference(), Preference::Dark);
    QCOMPARE(changed.count(), 2);
    portalBus.unregisterObject(portalPath);
    portalBus.unregisterService(portalService);
}

void tst_ColorScheme::asksAgainWhenThePortalComesLate()
{
    if (!haveBus())
        QSKIP("no dbus-daemon here");
    const ColorScheme scheme(QDBusConnection::connectToBus(m_address, QStringLiteral("early")), nullptr);
    QDBusConnection portalBus = QDBusConnection::connectToBus(m_address, QStringLiteral("portal"));
    FakePortal portal;
    portal.value = 1;
    QVERIFY(portalBus.registerVirtualObject(portalPath, &portal));
    QVERIFY(portalBus.registerService(portalService));
    QTRY_COMPARE(scheme.preference(), Preference::Dark);
    portalBus.unregisterObject(portalPath);
    portalBus.unregisterService(portalService);
}

QTEST_GUILESS_MAIN(tst_ColorScheme)
#include "tst_colorscheme.moc"
