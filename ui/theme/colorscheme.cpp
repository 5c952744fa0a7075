// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colorscheme.h"

#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QGuiApplication>
#include <QLoggingCategory>
#include <QStyleHints>

#include <chrono>

namespace keyswitch
{

namespace
{

Q_LOGGING_CATEGORY(lcColorScheme, "keyswitch.ui.colorscheme", QtInfoMsg)

constexpr auto answerWithin = std::chrono::milliseconds(1500);
const auto service = QStringLiteral("org.freedesktop.portal.Desktop");
const auto path = QStringLiteral("/org/freedesktop/portal/desktop");
const auto settingsInterface = QStringLiteral("org.freedesktop.portal.Settings");
const auto appearance = QStringLiteral("org.freedesktop.appearance");
const auto colorSchemeKey = QStringLiteral("color-scheme");

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
ColorScheme::Preference fromQt(Qt::ColorScheme scheme)
{
    switch (scheme) {
    case Qt::ColorScheme::Dark:
        return ColorScheme::Preference::Dark;
    case Qt::ColorScheme::Light:
        return ColorScheme::Preference::Light;
    case Qt::ColorScheme::Unknown:
        break;
    }
    return ColorScheme::Preference::None;
}
#endif

} // namespace

ColorScheme::ColorScheme(QObject *parent)
    : QObject(parent)
    , m_bus(QDBusConnection::sessionBus())
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const QStyleHints *hints = QGuiApplication::styleHints();
    m_preference = fromQt(hints->colorScheme());
    connect(hints, &QStyleHints::colorSchemeChanged, this, [this](Qt::ColorScheme scheme) { take(fromQt(scheme)); });
    if (m_preference != Preference::None)
        return;
#endif
    followPortal(m_bus);
}

ColorScheme::ColorScheme(const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
    followPortal(m_bus);
}

void ColorScheme::followPortal(const QDBusConnection &bus)
{
    if (!bus.isConnected())
        return;
    // Without this, connect() to a slot that takes a QDBusVariant fails: QtDBus registers its own types lazily.
    qDBusRegisterMetaType<QDBusVariant>();
    // Listen first and ask then, so that no change falls between the two.
    if (!m_bus.connect(service, path, settingsInterface, QStringLiteral("SettingChanged"), this,
                       SLOT(onSettingChanged(QString, QString, QDBusVariant)))) {
        qCWarning(lcColorScheme) << "the settings portal's signal could not be connected";
    }
    auto *watcher = new QDBusServiceWatcher(service, m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, &ColorScheme::onOwnerChanged);
    ask();
}

void ColorScheme::ask()
{
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, settingsInterface, QStringLiteral("Read"));
    call << appearance << colorSchemeKey;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call, int(answerWithin.count())), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isError())
            qCDebug(lcColorScheme) << "no settings portal:" << reply.error().name();
        else
            take(fromPortal(reply.value().variant()));
    });
}

void ColorScheme::onSettingChanged(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group == appearance && key == colorSchemeKey)
        take(fromPortal(value.variant()));
}

void ColorScheme::onOwnerChanged(const QString &, const QString &, const QString &after)
{
    if (!after.isEmpty())
        ask();
}

void ColorScheme::take(Preference preference)
{
    if (preference == m_preference)
        return;
    m_preference = preference;
    Q_EMIT changed(preference);
}

ColorScheme::Preference ColorScheme::fromPortal(const QVariant &value)
{
    QVariant inner = value;
    while (inner.userType() == qMetaTypeId<QDBusVariant>())
        inner = inner.value<QDBusVariant>().variant();
    switch (inner.toUInt()) {
    case 1:
        return Preference::Dark;
    case 2:
        return Preference::Light;
    default:
        return Preference::None;
    }
}

} // namespace keyswitch
