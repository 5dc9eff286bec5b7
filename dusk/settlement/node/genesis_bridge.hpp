// The member "bridge" of a genesis file: what the bridge contracts start from (bridge_genesis.hpp).
//
// {"l1_chain_id": n, "l2_chain_id": n, "system_config": {"owner": "0x…", "dusk_owner": "<base58>",
//  "batcher": "0x…", "unsafe_block_signer": "0x…", "gas_limit": n, …, "batch_inbox": "0x…"},
//  "blob_schedule": {"target_blobs": n, "max_blobs": n, "base_fee_update_fraction": n},
//  "credits": {"0x…": "<LUX>"}, "evm_contracts": ["<contract id hex>"]}
// Members are named as the fields; those with a default may be left out.
#pragma once

#include <expected>
#include <string>

#include <boost/json/object.hpp>

#include <dusk/platform/config/reader.hpp>
#include <dusk/settlement/contracts/bridge_genesis.hpp>

namespace dusk::settlement {

std::expected<BridgeGenesis, std::string> parse_bridge(const config::Reader& reader);
boost::json::object bridge_to_json(const BridgeGenesis& bridge);

}  // namespace dusk::settlement
