// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/figuretile.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/iconview.h"
#include "ui/widgets/label.h"
#include "ui/widgets/sparkline.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace keyswitch
{

FigureTile::FigureTile(const QString &name, QWidget *parent)
    : Card({}, parent)
    , m_name(new Label(name, TextStyle::Small, Token::Muted))
    , m_number(new Label({}, TextStyle::Number))
    , m_unit(new Label({}, TextStyle::Body, Token::Faint))
    , m_arrow(new IconView(QStringLiteral("arrow-up-right"), Token::Muted, 12))
    , m_amount(new Label({}, TextStyle::SmallMedium, Token::Muted))
    , m_note(new Label({}, TextStyle::Small, Token::Muted))
    , m_course(new Sparkline)
{
    auto *figure = new QHBoxLayout;
    figure->setSpacing(6);
    m_number->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    figure->addWidget(m_number);
    auto *unit = new QVBoxLayout;
    unit->addStretch();
    unit->addWidget(m_unit);
    unit->addSpacing(3); // onto the base line of the number
    figure->addLayout(unit, 1);
    auto *change = new QHBoxLayout;
    change->setSpacing(metrics::space1);
    change->addWidget(m_arrow);
    m_amount->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    change->addWidget(m_amount);
    change->addWidget(m_note, 1);
    body()->setSpacing(2);
    body()->addWidget(m_name);
    body()->addLayout(figure);
    body()->addLayout(change);
    body()->addSpacing(metrics::space1);
    body()->addWidget(m_course);
    body()->addStretch();
    m_arrow->hide();
    m_amount->hide();
    m_course->hide();
    setMinimumWidth(132);
}

void FigureTile::setFigure(const QString &number, const QString &unit)
{
    m_number->setText(number);
    m_number->setMinimumWidth(m_number->sizeHint().width()); // numbers never elide
    m_unit->setText(unit);
    speak();
}

void FigureTile::setChange(Change change, const QString &amount, const QString &comparedWith, Token tone)
{
    m_arrow->setHidden(change == Change::None || change == Change::Same);
    m_arrow->setIcon(change == Change::Down ? QStringLiteral("arrow-down-right") : QStringLiteral("arrow-up-right"),
                     tone);
    m_amount->setHidden(change == Change::None);
    m_amount->setText(amount);
    m_amount->setTone(tone);
    m_note->setText(comparedWith);
    m_note->setTone(Token::Muted);
    m_course->setTone(tone == Token::Muted || tone == Token::Ok ? Token::Accent : tone);
    speak();
}

void FigureTile::setNote(const QString &note, Token tone)
{
    setChange(Change::None, {}, note);
    m_note->setTone(tone);
}

void FigureTile::setCourse(const QList<double> &values, const QList<double> &before, int places)
{
    m_course->setValues(values, before, places);
    m_course->setHidden(values.isEmpty() && before.isEmpty());
}

void FigureTile::speak()
{
    setAccessibleName(m_name->text() + QStringLiteral(": ") + m_number->text() + QLatin1Char(' ') + m_unit->text());
    setAccessibleDescription(m_amount->text() + QLatin1Char(' ') + m_note->text());
}

} // namespace keyswitch
