// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/doctordialog.h"

#include "proxy/service/gatewayservice.h"
#include "ui/pages/checkwords.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/steplist.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace keyswitch
{

DoctorDialog::DoctorDialog(GatewayService &service, QWidget *parent)
    : QDialog(parent)
    , m_service(service)
    , m_steps(new StepList)
    , m_again(new Button(tr("Look again"), QStringLiteral("rotate-cw")))
{
    setWindowTitle(tr("Doctor"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *close = new Button(tr("Close"), ButtonKind::Primary);
    close->setDefault(true);
    connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
    connect(m_again, &QAbstractButton::clicked, this, &DoctorDialog::runAgain);

    auto *body = new QScrollArea;
    body->setWidget(m_steps);
    body->setWidgetResizable(true);
    body->setFrameShape(QFrame::NoFrame);
    body->setAccessibleName(tr("Steps"));

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_again);
    buttons->addStretch();
    buttons->addWidget(close);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::pageMargin, metrics::pageMargin, metrics::pageMargin, metrics::pageMargin);
    column->setSpacing(12);
    column->addWidget(new Label(tr("How the connections are"), TextStyle::Title));
    auto *sentence = new Label(tr("No model is called and nothing is spent."), TextStyle::Small, Token::Muted);
    sentence->setWrapped();
    column->addWidget(sentence);
    column->addWidget(body, 1);
    column->addLayout(buttons);
    resize(640, 520);

    connect(&m_run, &StepRun::step, this, [this](const CheckStep &step) { m_steps->setStep(stepOf(step)); });
    connect(&m_run, &StepRun::finished, this, [this] { m_again->setEnabled(true); });
    runAgain();
}

void DoctorDialog::runAgain()
{
    m_steps->clear();
    m_again->setEnabled(false);
    m_run.start(m_service.doctor());
}

} // namespace keyswitch
