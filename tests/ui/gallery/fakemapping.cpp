// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/gallery/fakemapping.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/label.h"
#include "ui/widgets/steplist.h"
#include "ui/widgets/switch.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace keyswitch::gallery
{

FakeMappingPage::FakeMappingPage()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new ToolBar;
    auto *row = static_cast<QHBoxLayout *>(bar->layout());
    auto *agents = new QComboBox;
    agents->setAccessibleName(QStringLiteral("Agent"));
    agents->addItems({QStringLiteral("maria-research"), QStringLiteral("support-desk-eu")});
    row->addWidget(agents);
    auto *prompt = new QLineEdit(QStringLiteral("Say hello and name your model."));
    prompt->setAccessibleName(QStringLiteral("Prompt"));
    row->addWidget(prompt, 1);
    row->addWidget(new Switch(QStringLiteral("Stream")));
    row->addWidget(new Label(QStringLiteral("Stream"), TextStyle::Body, Token::Muted));
    row->addWidget(new Button(QStringLiteral("Run again"), QStringLiteral("play"), ButtonKind::Primary));
    column->addWidget(bar);

    auto *body = new QVBoxLayout;
    body->setContentsMargins(metrics::pageMargin, metrics::space3, metrics::pageMargin, metrics::space3);
    body->setSpacing(metrics::space3);
    auto *banner = new Banner;
    banner->setMessage(State::Ok, QStringLiteral("Mapped right: Maria Petrova pays for maria-research"),
                       QStringLiteral("Her budget for September ends with $15.90 more"));
    banner->addAction(QStringLiteral("Open user"));
    body->addWidget(banner);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(metrics::space3);
    auto *card = new Card(QStringLiteral("Step by step"));
    card->header()->addWidget(new Badge(QStringLiteral("7 passed"), Token::Ok, QStringLiteral("check")));
    card->header()->addWidget(new Badge(QStringLiteral("1 warning"), Token::Warn, QStringLiteral("triangle-alert")));
    auto *steps = new StepList;
    steps->setSteps({{QStringLiteral("1"),
                      State::Ok,
                      QStringLiteral("Caller is let in"),
                      QStringLiteral("Bearer matches LETTA_GLOBAL_API_KEY (from the environment)"),
                      QStringLiteral("0.1 ms"),
                      {},
                      {}},
                     {QStringLiteral("2"),
                      State::Ok,
                      QStringLiteral("Agent is known"),
                      QStringLiteral("agent-51c0be77 · maria-research"),
                      QStringLiteral("0.1 ms"),
                      {},
                      {}},
                     {QStringLiteral("3"),
                      State::Warn,
                      QStringLiteral("Limits allow the call, but barely"),
                      QStringLiteral("$184.10 of $200 used this month; 3 of 60 req/min"),
                      QStringLiteral("92%"),
                      {},
                      QStringLiteral("Raise the budget under Users, or wait until 1 October.")},
                     {QStringLiteral("4"),
                      State::Error,
                      QStringLiteral("LiteLLM refuses the call"),
                      QStringLiteral("401: invalid key"),
                      QStringLiteral("212 ms"),
                      QStringLiteral("http://localhost:4000/chat/completions"),
                      {}},
                     {QStringLiteral("5"),
                      State::Running,
                      QStringLiteral("Answer is streaming"),
                      QStringLiteral("64 tokens, 41.8 tok/s"),
                      QStringLiteral("2.0 s"),
                      {},
                      {}},
                     {QStringLiteral("6"),
                      State::Off,
                      QStringLiteral("Metered and billed to Maria"),
                      QStringLiteral("waits for the end of the stream"),
                      {},
                      {},
                      {}}});
    card->body()->addWidget(steps);
    card->body()->addStretch();
    cards->addWidget(card, 1);
    auto *right = new QVBoxLayout;
    right->setSpacing(metrics::space3);
    auto *answer = new Card(QStringLiteral("Answer"));
    answer->header()->addWidget(new Badge(QStringLiteral("streaming"), Token::Info));
    answer->body()->addWidget(new Label(QStringLiteral("Hello! I am Claude Sonnet 4.")));
    answer->body()->addStretch();
    right->addWidget(answer, 1);
    auto *outside = new Card(QStringLiteral("The same from outside"));
    auto *code = new CodeBlock(QStringLiteral("curl example"));
    code->setCode(QStringLiteral("curl -N http://127.0.0.1:8484/api/v1/llm-proxy/agent-51c0be77/chat/completions \\\n"
                                 "  -H \"Authorization: Bearer $LETTA_GLOBAL_API_KEY\" \\\n"
                                 "  -H 'Content-Type: application/json' \\\n"
                                 "  -d '{\"model\":\"claude-sonnet-4\",\"stream\":true}'"));
    outside->body()->addWidget(code);
    right->addWidget(outside);
    cards->addLayout(right, 1);
    body->addLayout(cards, 1);
    column->addLayout(body, 1);
}

} // namespace keyswitch::gallery
