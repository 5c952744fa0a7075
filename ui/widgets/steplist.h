// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/state.h"

#include <QList>
#include <QWidget>

class QVBoxLayout;

namespace keyswitch
{

// One step of a check, done or to come.
struct Step {
    QString id; // stable; a later step with the same id replaces the earlier one; empty: always a new one
    State state = State::Off;
    QString title; // "Agent belongs to Maria Petrova"
    QString sentence; // "mapped on 3 August by admin"
    QString time; // "0.1 ms", formatted
    QString url; // where, when a network is involved
    QString remedy; // what to do, when it is not well
    friend bool operator==(const Step &, const Step &) = default;
    QString plainText() const; // "[error] Connection: refused (http://…)"
};

class StepRow;

// The steps of a mapping test or of the doctor, top down, joined by a line. Grows with its steps: put it into a scroll
// area.
class StepList : public QWidget
{
    Q_OBJECT
public:
    explicit StepList(QWidget *parent = nullptr);

    void setSteps(const QList<Step> &steps);
    void setStep(const Step &step); // replaces by id, or appends
    void clear();
    QList<Step> steps() const;

private:
    QVBoxLayout *m_column;
    QList<StepRow *> m_rows;
};

} // namespace keyswitch
