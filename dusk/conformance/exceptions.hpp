// The names that fixtures have for the reasons to refuse a transaction or a block, against our own.
#pragma once

#include <string_view>

#include <dusk/core/chain/execute_block.hpp>

namespace dusk::conformance {

/// Whether `expected`, one name or several with "|" between, covers the refusal.
bool covers(std::string_view expected, TxnError error);
bool covers(std::string_view expected, const BlockError& error);
/// The same for what did not decode or has no sender.
bool covers_undecodable(std::string_view expected);

}  // namespace dusk::conformance
