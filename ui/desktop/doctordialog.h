// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/steprun.h"

#include <QDialog>

namespace keyswitch
{

class Button;
class GatewayService;
class StepList;

// Looks at every connection, step by step, as long as it is open. GUI thread; closes with Escape, which stops the work.
class DoctorDialog final : public QDialog
{
    Q_OBJECT
public:
    DoctorDialog(GatewayService &service, QWidget *parent);

private:
    void runAgain();
    GatewayService &m_service;
    StepRun m_run;
    StepList *m_steps;
    Button *m_again;
};

} // namespace keyswitch
