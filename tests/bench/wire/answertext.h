// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace keyswitch::bench
{

// The provider's answers, byte for byte. Each names the bearer that the provider was called with, so that the load
// generator, which makes the same text for the key it expects, compares whole answers: nothing may be lost, doubled,
// reordered or changed on the way, and no other user's key be used.

std::string plainAnswer(std::string_view bearer);
std::string errorAnswer(); // body of the 500

// The events of a stream of `chunks` pieces of text, with the one that ends it, the usage and "[DONE]".
std::vector<std::string> streamEvents(std::string_view bearer, int chunks);
std::string streamAnswer(std::string_view bearer, int chunks); // all of them

} // namespace keyswitch::bench
