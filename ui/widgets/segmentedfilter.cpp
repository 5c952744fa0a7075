// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmentedfilter.h"

#include "ui/theme/metrics.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QResizeEvent>
#include <QSignalBlocker>

namespace keyswitch
{

namespace
{

QString countText(const SegmentedFilter::Segment &segment)
{
    return segment.count ? QLocale().toString(*segment.count) : QString();
}

class SegmentButton : public QAbstractButton
{
public:
    SegmentButton(const SegmentedFilter::Segment &segment, QWidget *parent)
        : QAbstractButton(parent)
        , m_state(segment.state)
    {
        setCheckable(true);
        setFont(textFont(TextStyle::SmallMedium));
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        setAttribute(Qt::WA_Hover);
    }

    void show(const SegmentedFilter::Segment &segment)
    {
        m_count = countText(segment);
        setText(segment.text);
        setAccessibleName(m_count.isEmpty() ? segment.text : segment.text + QLatin1Char(' ') + m_count);
        updateGeometry();
        update();
    }

    QSize sizeHint() const override
    {
        const int count = m_count.isEmpty() ? 0 : gap + fontMetrics().horizontalAdvance(m_count);
        const int mark = m_state ? markRoom : 0;
        return {2 * padding + mark + fontMetrics().horizontalAdvance(text()) + count, metrics::control - 4};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        if (isChecked()) {
            const bool dark = Theme::instance().isDark();
            drawBox(&painter, rect(), color(dark ? Token::Raised : Token::Surface), color(Token::BorderStrong),
                    metrics::radius - 1);
        }
        int x = padding;
        if (m_state) {
            drawStateMark(&painter, QRectF(x - 2, (height() - 12) / 2.0, 12, 12), *m_state);
            x += markRoom;
        }
        const QRect line = rect();
        painter.setPen(color(isChecked() || underMouse() ? Token::Text : Token::Muted));
        painter.drawText(line.adjusted(x, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text());
        if (!m_count.isEmpty()) {
            x += fontMetrics().horizontalAdvance(text()) + gap;
            painter.setPen(color(Token::Faint));
            painter.drawText(line.adjusted(x, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, m_count);
        }
        if (showsKeyboardFocus(this))
            drawFocusRing(&painter, rect(), metrics::radius - 1);
    }

private:
    static constexpr int padding = 10;
    static constexpr int gap = 6;
    static constexpr int markRoom = 14;
    std::optional<State> m_state;
    QString m_count;
};

} // namespace

SegmentedFilter::SegmentedFilter(const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
    , m_track(new QWidget(this))
    , m_combo(new QComboBox(this))
{
    setAccessibleName(accessibleName);
    m_combo->setAccessibleName(accessibleName);
    m_combo->hide();
    m_row = new QHBoxLayout(m_track);
    m_row->setContentsMargins(2, 2, 2, 2);
    m_row->setSpacing(0);
    setFixedHeight(metrics::control);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentedFilter::choose);
    connect(m_combo, &QComboBox::activated, this, &SegmentedFilter::choose);
}

void SegmentedFilter::setSegments(const QList<Segment> &segments)
{
    const QList<QAbstractButton *> before = m_group->buttons();
    for (QAbstractButton *button : before) {
        m_group->removeButton(button);
        delete button;
    }
    m_segments = segments;
    m_combo->clear();
    for (int i = 0; i < int(segments.size()); ++i) {
        auto *button = new SegmentButton(segments.at(i), m_track);
        m_group->addButton(button, i);
        m_row->addWidget(button);
        m_combo->addItem({});
        relabel(i);
    }
    m_current = -1;
    if (!segments.isEmpty()) {
        m_current = 0;
        m_group->button(0)->setChecked(true);
        m_combo->setCurrentIndex(0);
    }
    updateGeometry();
}

void SegmentedFilter::relabel(int index)
{
    const Segment &segment = m_segments.at(index);
    static_cast<SegmentButton *>(m_group->button(index))->show(segment);
    const QString count = countText(segment);
    m_combo->setItemText(index, count.isEmpty() ? segment.text : segment.text + QStringLiteral("  ") + count);
}

void SegmentedFilter::setCount(const QString &id, std::optional<int> count)
{
    for (int i = 0; i < int(m_segments.size()); ++i) {
        if (m_segments.at(i).id != id || m_segments.at(i).count == count)
            continue;
        m_segments[i].count = count;
        relabel(i);
        updateGeometry();
    }
}

QString SegmentedFilter::current() const
{
    return m_current < 0 ? QString() : m_segments.at(m_current).id;
}

void SegmentedFilter::setCurrent(const QString &id)
{
    for (int i = 0; i < int(m_segments.size()); ++i) {
        if (m_segments.at(i).id == id)
            return choose(i);
    }
}

void SegmentedFilter::choose(int index)
{
    m_group->button(index)->setChecked(true);
    m_combo->setCurrentIndex(index);
    if (index == m_current)
        return;
    m_current = index;
    Q_EMIT currentChanged(m_segments.at(index).id);
}

QSize SegmentedFilter::sizeHint() const
{
    return {m_row->sizeHint().width(), metrics::control};
}

QSize SegmentedFilter::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), 120), metrics::control};
}

void SegmentedFilter::paintEvent(QPaintEvent *)
{
    if (!m_track->isVisible())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mixed(color(Token::Hover), color(Token::Border), 0.55));
    painter.drawPath(roundedRect(rect(), metrics::radius));
}

void SegmentedFilter::resizeEvent(QResizeEvent *event)
{
    const bool fits = event->size().width() >= sizeHint().width();
    m_track->setVisible(fits);
    m_combo->setVisible(!fits);
    m_track->setGeometry(rect());
    m_combo->setGeometry(rect());
}

} // namespace keyswitch
