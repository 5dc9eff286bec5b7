// The event bloom of a block: 2048 bits, chosen by BLAKE3 (spec/duskds-consensus.md section 7.3).
#pragma once

#include <dusk/settlement/ledger/header.hpp>

namespace dusk::settlement {

/// Inserts `contract || topic` and `contract || topic || data`.
void bloom_add(EventBloom& bloom, const ContractEvent& event);
/// Whether events of `contract` with `topic` may be in the block.
bool bloom_may_contain(const EventBloom& bloom, const ContractId& contract, std::string_view topic);

}  // namespace dusk::settlement
