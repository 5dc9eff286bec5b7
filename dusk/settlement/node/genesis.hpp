// The genesis file of a network (JSON) and its first block (spec/duskds-consensus.md section 7.6).
//
// {"chain_id": 250, "timestamp": 1700000000, "dusk_key": "<base58>",
//  "accounts": {"<base58>": "<LUX>"}, "stakes": [{"account": "<base58>", "value": "<LUX>",
//  "eligibility": 0}], "bridge": {...}}
// Numbers may be text. `dusk_key` defaults to the first staker. `bridge`: genesis_bridge.hpp;
// without it the network has no bridge contracts.
#pragma once

#include <expected>
#include <string>

#include <boost/json/value.hpp>

#include <dusk/settlement/contracts/registry.hpp>
#include <dusk/settlement/ledger/block.hpp>

namespace dusk::settlement {

std::expected<GenesisConfig, std::string> parse_genesis(const boost::json::value& json,
                                                        const std::string& name);
std::expected<GenesisConfig, std::string> read_genesis(const std::string& path);
boost::json::value genesis_to_json(const GenesisConfig& config);

/// Block 0 on the state root of the genesis contracts.
Block genesis_block(const GenesisConfig& config, const Hash32& state_root);

}  // namespace dusk::settlement
