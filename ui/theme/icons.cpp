// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "resources/resources.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QLoggingCategory>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace keyswitch
{

namespace
{

Q_LOGGING_CATEGORY(lcIcons, "keyswitch.ui.icons")

QString pathOf(const QString &name)
{
    registerResources();
    return QStringLiteral(":/keyswitch/icons/") + name + QStringLiteral(".svg");
}

const QByteArray &drawing(const QString &name)
{
    static QHash<QString, QByteArray> drawings;
    auto it = drawings.find(name);
    if (it == drawings.end()) {
        QFile file(pathOf(name));
        if (!file.open(QIODevice::ReadOnly))
            qCWarning(lcIcons) << "no icon named" << name;
        it = drawings.insert(name, file.readAll());
    }
    return *it;
}

// QIcon keeps pixmaps of the colour they were made with; this one asks for the colour each time.
class ThemeIconEngine : public QIconEngine
{
public:
    ThemeIconEngine(const QString &name, Token tone)
        : m_name(name)
        , m_tone(tone)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        drawIcon(painter, rect, m_name, tone(mode, state));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }
    // The size is in device pixels.
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        return iconPixmap(m_name, tone(mode, state), qRound(std::min(size.width(), size.height()) / scale), scale);
    }
    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override { return size; }
    QIconEngine *clone() const override { return new ThemeIconEngine(*this); }
    bool isNull() override { return !hasIcon(m_name); }
    QString key() const override { return QStringLiteral("keyswitch"); }

private:
    Token tone(QIcon::Mode mode, QIcon::State state) const
    {
        if (mode == QIcon::Disabled)
            return Token::Faint;
        return state == QIcon::On ? Token::Accent : m_tone;
    }

    QString m_name;
    Token m_tone;
};

} // namespace

bool hasIcon(const QString &name)
{
    return QFile::exists(pathOf(name));
}

QPixmap iconPixmap(const QString &name, Token tone, int size, qreal devicePixelRatio)
{
    const QColor ink = color(tone);
    const QString key =
        QStringLiteral("keyswitch|%1|%2|%3|%4").arg(name).arg(ink.rgba()).arg(size).arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QByteArray svg = drawing(name);
    svg.replace("currentColor", ink.name().toLatin1());
    // 2 of 24 units is heavy at 16 px and thin at 12: keep the line near 1.2 px.
    svg.replace("stroke-width=\"2\"", size <= 14 ? "stroke-width=\"2.2\"" : "stroke-width=\"1.75\"");
    pixmap = QPixmap((QSizeF(size, size) * devicePixelRatio).toSize());
    pixmap.fill(Qt::transparent);
    if (QSvgRenderer renderer(svg); renderer.isValid()) {
        QPainter painter(&pixmap);
        renderer.render(&painter, QRectF(QPointF(), QSizeF(pixmap.size())));
    }
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void drawIcon(QPainter *painter, const QRect &rect, const QString &name, Token tone)
{
    const int size = std::min(rect.width(), rect.height());
    const QPixmap pixmap = iconPixmap(name, tone, size, painter->device()->devicePixelRatioF());
    painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, pixmap);
}

QIcon themeIcon(const QString &name, Token tone)
{
    return QIcon(new ThemeIconEngine(name, tone));
}

QIcon applicationIcon()
{
    registerResources();
    return QIcon(QStringLiteral(":/keyswitch/keyswitch.svg"));
}

} // namespace keyswitch
