// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/formdialog.h"

#include "ui/theme/buttonkind.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace keyswitch
{

namespace
{

constexpr int formWidth = 440;

} // namespace

FormDialog::FormDialog(const QString &title, const QString &action, QWidget *parent)
    : QDialog(parent)
    , m_title(new Label(title, TextStyle::Page))
    , m_form(new QWidget)
    , m_fields(new QVBoxLayout(m_form))
    , m_banner(new Banner)
    , m_cancel(new Button(tr("Cancel")))
    , m_send(new Button(action, ButtonKind::Primary))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    m_title->setWrapped();
    m_fields->setContentsMargins(0, 0, 0, 0);
    m_fields->setSpacing(metrics::space1);
    m_banner->hide();
    m_send->setDefault(true);
    m_cancel->setAutoDefault(false);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::space2);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_send);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::space6, metrics::space6, metrics::space6, metrics::space6);
    column->setSpacing(metrics::space3);
    column->addWidget(m_title);
    column->addWidget(m_form);
    column->addWidget(m_banner);
    column->addStretch();
    column->addSpacing(metrics::space1);
    column->addLayout(buttons);
    setMinimumWidth(formWidth);

    connect(m_cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    connect(m_send, &QAbstractButton::clicked, this, &FormDialog::trySubmit);
}

void FormDialog::addSentence(const QString &sentence)
{
    auto *label = new Label(sentence, TextStyle::Body, Token::Muted);
    label->setWrapped();
    m_fields->addWidget(label);
}

void FormDialog::addField(const QString &label, QWidget *field, const QString &hint)
{
    auto *name = new Label(label, TextStyle::Medium);
    name->setBuddy(field);
    field->setAccessibleName(label);
    if (m_fields->count() > 0)
        m_fields->addSpacing(metrics::space2);
    m_fields->addWidget(name);
    m_fields->addWidget(field);
    if (!hint.isEmpty()) {
        auto *words = new Label(hint, TextStyle::Small, Token::Faint);
        words->setWrapped();
        field->setAccessibleDescription(hint);
        m_fields->addWidget(words);
    }
}

void FormDialog::trySubmit()
{
    if (m_busy)
        return;
    clearComplaint();
    const Complaint found = complaint();
    if (found.field)
        return complain(found);
    setBusy(true);
    submit();
}

void FormDialog::complain(const Complaint &complaint)
{
    m_refused = complaint.field;
    setRefused(m_refused, true);
    m_banner->setMessage(State::Warn, complaint.sentence);
    m_banner->show();
    m_refused->setFocus(Qt::OtherFocusReason);
    QAccessibleEvent event(m_banner, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void FormDialog::clearComplaint()
{
    if (m_refused)
        setRefused(m_refused, false);
    m_refused = nullptr;
    m_banner->hide();
}

void FormDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_form->setEnabled(!busy);
    m_send->setEnabled(!busy);
}

void FormDialog::showProblem(const Problem &problem)
{
    setBusy(false);
    QStringList sentences;
    for (const QString &sentence : {problem.detail, problem.url, problem.remedy}) {
        if (!sentence.isEmpty())
            sentences << sentence;
    }
    m_banner->setMessage(State::Error, problem.title, sentences.join(QLatin1Char('\n')));
    m_banner->show();
    QAccessibleEvent event(m_banner, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void FormDialog::showOutcome(const QString &title, QWidget *outcome)
{
    setBusy(false);
    clearComplaint();
    m_title->setText(title);
    setWindowTitle(title);
    m_form->hide();
    static_cast<QVBoxLayout *>(layout())->insertWidget(1, outcome);
    m_cancel->hide();
    m_send->setText(tr("Done"));
    disconnect(m_send, nullptr, this, nullptr);
    connect(m_send, &QAbstractButton::clicked, this, &QDialog::accept);
    m_send->setFocus(Qt::OtherFocusReason);
}

} // namespace keyswitch
