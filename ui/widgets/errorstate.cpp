// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/errorstate.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/iconview.h"
#include "ui/widgets/keycap.h"
#include "ui/widgets/label.h"
#include "ui/widgets/selectabletext.h"
#include "ui/widgets/steplist.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QTimer>

namespace keyswitch
{

namespace
{

constexpr int widest = 640;
constexpr int narrowest = 280;

} // namespace

ErrorState::ErrorState(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconView(QStringLiteral("unplug"), Token::Danger, 24))
    , m_title(new Label({}, TextStyle::Page))
    , m_stillWorksLabel(new Label({}, TextStyle::Body, Token::Muted))
    , m_detail(new SelectableText(TextStyle::Body, Token::Muted))
    , m_url(new SelectableText(TextStyle::Mono, Token::Muted))
    , m_remedy(new Label({}, TextStyle::Body))
    , m_steps(new StepList)
    , m_stepsBox(new QWidget)
    , m_helps(new Label(tr("What usually helps"), TextStyle::Strong))
    , m_remedies(new QVBoxLayout)
    , m_retry(new Button(tr("Try again now"), QStringLiteral("refresh-cw"), ButtonKind::Primary))
    , m_countdown(new Label({}, TextStyle::Small, Token::Faint))
    , m_oldData(new Button({}, QStringLiteral("history"), ButtonKind::Ghost))
    , m_copy(new Button(tr("Copy details"), QStringLiteral("copy"), ButtonKind::Ghost))
    , m_timer(new QTimer(this))
{
    m_icon->setGround(56);
    m_title->setWrapped();
    m_stillWorksLabel->setWrapped();
    m_remedy->setWrapped();
    m_detail->setAccessibleName(tr("What is known"));
    m_url->setAccessibleName(tr("Address"));
    m_remedies->setSpacing(metrics::space3);
    m_oldData->hide();
    m_stepsBox->hide();
    m_helps->hide();

    auto *words = new QVBoxLayout;
    words->setSpacing(metrics::space1);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    words->addWidget(m_stillWorksLabel);
    words->addWidget(m_url);
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::space4);
    head->addWidget(m_icon, 0, Qt::AlignTop);
    head->addLayout(words, 1);

    auto *stepsLayout = new QVBoxLayout(m_stepsBox);
    stepsLayout->setContentsMargins(0, 0, 0, 0);
    stepsLayout->addWidget(m_steps);

    auto *foot = new QHBoxLayout;
    foot->setSpacing(metrics::space2);
    foot->addWidget(m_retry);
    foot->addWidget(m_countdown);
    foot->addWidget(m_oldData);
    foot->addStretch();
    foot->addWidget(m_copy);

    auto *card = new Card;
    card->setMaximumWidth(widest);
    card->setMinimumWidth(narrowest);
    card->body()->setContentsMargins(23, 23, 23, 19);
    card->body()->setSpacing(metrics::space4);
    card->body()->addLayout(head);
    card->body()->addWidget(m_stepsBox);
    card->body()->addWidget(m_remedy);
    card->body()->addWidget(m_helps);
    card->body()->addLayout(m_remedies);
    card->body()->addWidget(new Separator);
    card->body()->addLayout(foot);

    auto *inner = new QWidget;
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(card, 100);
    middle->addStretch(1);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(metrics::pageMargin, metrics::space4, metrics::pageMargin, metrics::space4);
    column->addStretch(2);
    column->addLayout(middle);
    column->addStretch(3);

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inner);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    m_timer->setInterval(std::chrono::seconds(1));
    connect(m_timer, &QTimer::timeout, this, &ErrorState::tick);
    connect(m_retry, &QAbstractButton::clicked, this, &ErrorState::retry);
    connect(m_copy, &QAbstractButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(details()); });
}

void ErrorState::setProblem(const Problem &problem, const QString &whatStillWorks)
{
    m_problem = problem;
    m_stillWorks = whatStillWorks;
    m_title->setText(problem.title);
    m_detail->setText(problem.detail);
    m_detail->setHidden(problem.detail.isEmpty());
    m_stillWorksLabel->setText(whatStillWorks);
    m_stillWorksLabel->setHidden(whatStillWorks.isEmpty());
    m_url->setText(problem.url);
    m_url->setHidden(problem.url.isEmpty());
    m_remedy->setText(problem.remedy);
    m_remedy->setHidden(problem.remedy.isEmpty());
    setAccessibleName(problem.title);
    setAccessibleDescription(problem.detail);
}

void ErrorState::setIconName(const QString &name)
{
    m_icon->setIcon(name, Token::Danger);
}

void ErrorState::setSteps(const QList<Step> &steps)
{
    m_steps->setSteps(steps);
    m_stepsBox->setHidden(steps.isEmpty());
}

void ErrorState::clearRemedies()
{
    m_remedyCount = 0;
    m_helps->hide();
    while (QLayoutItem *item = m_remedies->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

Button *ErrorState::addRemedy(const QString &sentence, const QString &buttonText, const QString &iconName)
{
    auto *row = new QWidget;
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metrics::space2);
    line->addWidget(new KeyCap(QString::number(++m_remedyCount)));
    auto *words = new Label(sentence);
    words->setWrapped();
    line->addWidget(words, 1);
    auto *button = new Button(buttonText, iconName);
    line->addWidget(button);
    m_remedies->addWidget(row);
    m_helps->show();
    return button;
}

Button *ErrorState::setOldData(const QString &text)
{
    m_oldData->setText(text);
    m_oldData->setHidden(text.isEmpty());
    return m_oldData;
}

void ErrorState::setRetryIn(std::chrono::seconds wait)
{
    m_left = wait;
    if (wait > wait.zero() && isVisible())
        m_timer->start();
    else
        m_timer->stop();
    showCountdown();
}

void ErrorState::showCountdown()
{
    m_countdown->setVisible(m_left.count() > 0);
    m_countdown->setText(tr("by itself in %n s", nullptr, int(m_left.count())));
}

void ErrorState::tick()
{
    m_left -= std::chrono::seconds(1);
    if (m_left.count() <= 0)
        return retry();
    showCountdown();
}

void ErrorState::retry()
{
    m_timer->stop();
    m_left = std::chrono::seconds(0);
    showCountdown();
    Q_EMIT retryRequested();
}

QString ErrorState::details() const
{
    QStringList lines{m_problem.title};
    if (!m_problem.detail.isEmpty())
        lines << m_problem.detail;
    if (!m_problem.url.isEmpty())
        lines << m_problem.url;
    lines << QStringLiteral("code: ") + QLatin1String(word(m_problem.code));
    for (const Step &step : m_steps->steps())
        lines << step.plainText();
    if (!m_problem.remedy.isEmpty())
        lines << m_problem.remedy;
    return lines.join(QLatin1Char('\n'));
}

void ErrorState::showEvent(QShowEvent *event)
{
    if (m_left.count() > 0)
        m_timer->start();
    QWidget::showEvent(event);
}

void ErrorState::hideEvent(QHideEvent *event)
{
    m_timer->stop(); // nobody waits for a page that is not seen
    QWidget::hideEvent(event);
}

} // namespace keyswitch
