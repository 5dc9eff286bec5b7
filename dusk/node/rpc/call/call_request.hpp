// The transaction object of eth_call, eth_estimateGas and their kin (geth: internal/ethapi
// TransactionArgs).
#pragma once

#include <dusk/node/rpc/chain/chain_reader.hpp>
#include <dusk/node/rpc/json/json.hpp>

namespace dusk::eth {

struct CallRequest {
    Address from;
    std::optional<Address> to;
    std::optional<std::uint64_t> gas;
    std::optional<u256> gas_price;
    std::optional<u256> max_fee_per_gas;
    std::optional<u256> max_priority_fee_per_gas;
    u256 value;
    std::optional<std::uint64_t> nonce;
    Bytes input;
    std::optional<AccessList> access_list;
    std::vector<Authorization> authorization_list;
    std::optional<u256> max_fee_per_blob_gas;
    std::vector<Hash32> blob_versioned_hashes;
    bool has_blobs = false;
};

/// The same of an entry of a parameter, which errors name by `index`.
Answer<CallRequest> parse_call_request(const Value& in, std::size_t index, std::uint64_t chain_id);

/// Parameter `index`, an object. The chain's id is checked if it is given.
Answer<CallRequest> call_request_param(const rpc::Params& arguments, std::size_t index,
                                       std::uint64_t chain_id);

/// The transaction to execute: at `base_fee`, with `gas`.
Transaction to_transaction(const CallRequest& request, const ChainConfig& config, std::uint64_t gas,
                           const u256& base_fee);

}  // namespace dusk::eth
