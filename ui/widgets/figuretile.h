// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"

namespace keyswitch
{

class IconView;
class Label;
class Sparkline;

// One key figure: name, number and unit, how it compares, and its course. Compare equal spans only ("today until 14:32"
// beside "yesterday until 14:32"). A change is muted; Warn when it needs a look, Ok only when it is good.
class FigureTile : public Card
{
    Q_OBJECT
public:
    enum class Change { None, Up, Down, Same };

    explicit FigureTile(const QString &name, QWidget *parent = nullptr);

    // An unknown figure is "unknown", never 0; the words come from the caller.
    void setFigure(const QString &number, const QString &unit = {});
    void setChange(Change change, const QString &amount, const QString &comparedWith, Token tone = Token::Muted);
    // A sentence instead of a comparison: "3 of them without a price".
    void setNote(const QString &note, Token tone = Token::Muted);
    void setCourse(const QList<double> &values, const QList<double> &before = {}, int places = 0);

private:
    void speak();

    Label *m_name;
    Label *m_number;
    Label *m_unit;
    IconView *m_arrow;
    Label *m_amount;
    Label *m_note;
    Sparkline *m_course;
};

} // namespace keyswitch
