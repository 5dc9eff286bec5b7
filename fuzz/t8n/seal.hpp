// Makes the blocks of blockchain tests fit: a change of the genesis, of an account or of a
// transaction alters roots, and a block whose roots are wrong is refused before or after all that
// is of interest.
#pragma once

#include <cstdint>

#include <boost/json/value.hpp>

namespace dusk::fuzz {

/// Executes each case's blocks and writes into their headers what follows from it, and the hashes
/// that link them. Gas limits become `gas_limit`. Stops within a case at the first block that does
/// not decode or whose header or transactions fail the rules; OP chains stop at the genesis.
void seal_blockchain_tests(boost::json::value& tests, std::uint64_t gas_limit);

}  // namespace dusk::fuzz
