// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/steplist.h"

namespace keyswitch
{

class Label;
class SelectableText;

class StepRow : public QWidget
{
    Q_OBJECT
public:
    explicit StepRow(QWidget *parent = nullptr);

    void setStep(const Step &step);
    const Step &step() const { return m_step; }
    void setLast(bool last);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Step m_step;
    Label *m_title;
    Label *m_time;
    SelectableText *m_sentence;
    SelectableText *m_url;
    Label *m_remedy;
    bool m_last = true;
};

} // namespace keyswitch
