// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusVariant>
#include <QObject>

namespace keyswitch
{

// What the desktop prefers, and when it changes its mind. GUI thread.
//
// Qt before 6.5 has no notion of it: then the settings portal is asked (XDG Desktop Portal,
// org.freedesktop.portal.Settings, key "color-scheme" of org.freedesktop.appearance: 0 none, 1 dark, 2 light). From 6.5
// on QStyleHints knows; the portal is asked only when it does not. No portal, no bus: no preference, and no complaint.
class ColorScheme : public QObject
{
    Q_OBJECT
public:
    enum class Preference { None, Dark, Light };
    Q_ENUM(Preference)

    explicit ColorScheme(QObject *parent = nullptr);
    // Asks the portal on this bus only, whatever Qt knows itself.
    ColorScheme(const QDBusConnection &bus, QObject *parent);

    Preference preference() const { return m_preference; }

    // The portal's value, however deep in variants: Read wraps it twice, ReadOne and the signal once.
    static Preference fromPortal(const QVariant &value);

Q_SIGNALS:
    void changed(keyswitch::ColorScheme::Preference preference);

private Q_SLOTS:
    void onSettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
    void onOwnerChanged(const QString &service, const QString &before, const QString &after);

private:
    void followPortal(const QDBusConnection &bus);
    void ask();
    void take(Preference preference);

    Preference m_preference = Preference::None;
    QDBusConnection m_bus;
};

} // namespace keyswitch
