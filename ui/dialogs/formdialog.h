// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "proxy/base/problem.h"

#include <QDialog>

class QVBoxLayout;

namespace keyswitch
{

class Banner;
class Button;
class Label;

// A form with one command at its end. Enter sends it, Escape leaves. While the command runs the fields are locked;
// what went wrong is said in the form, which keeps what was typed. Leaving does not take a sent command back.
class FormDialog : public QDialog
{
    Q_OBJECT
public:
    FormDialog(const QString &title, const QString &action, QWidget *parent);

    bool isBusy() const { return m_busy; }

protected:
    struct Complaint {
        QWidget *field = nullptr;
        QString sentence;
    };

    void addSentence(const QString &sentence);
    void addField(const QString &label, QWidget *field, const QString &hint = {});
    // What is still missing or wrong; without a field when the form can be sent.
    virtual Complaint complaint() const = 0;
    virtual void submit() = 0;

    void setBusy(bool busy);
    void showProblem(const Problem &problem);
    // Puts this in place of the form, with a button to close.
    void showOutcome(const QString &title, QWidget *outcome);

private:
    void trySubmit();
    void complain(const Complaint &complaint);
    void clearComplaint();

    Label *m_title;
    QWidget *m_form;
    QVBoxLayout *m_fields;
    Banner *m_banner;
    Button *m_cancel;
    Button *m_send;
    QWidget *m_refused = nullptr;
    bool m_busy = false;
};

} // namespace keyswitch
