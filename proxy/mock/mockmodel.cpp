// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/mock/mockmodel.h"

namespace keyswitch
{
namespace
{

using Behaviour = MockModel::Behaviour;
using std::chrono_literals::operator""ms;

const MockModel models[] = {
    {"mock-small"},
    {"mock-large", Behaviour::Answer, 20ms, NanoDollars(2'500), NanoDollars(10'000), 6},
    {"mock-slow", Behaviour::Answer, 200ms},
    {"mock-embed", Behaviour::Answer, 0ms, NanoDollars(20), NanoDollars(0), 1, true},
    {"mock-429", Behaviour::RateLimit},
    {"mock-500", Behaviour::ServerError},
    {"mock-401", Behaviour::WrongKey},
    {"mock-ctx", Behaviour::ContextTooLong},
    {"mock-cut", Behaviour::Cut},
    {"mock-stall", Behaviour::Stall},
    {"mock-hang", Behaviour::Hang},
    {"mock-html", Behaviour::HtmlPage},
    {"mock-close", Behaviour::Close},
};

} // namespace

std::span<const MockModel> mockModels()
{
    return models;
}

const MockModel *findMockModel(QStringView name)
{
    for (const MockModel &model : models)
        if (name == QLatin1StringView(model.name))
            return &model;
    return nullptr;
}

} // namespace keyswitch
