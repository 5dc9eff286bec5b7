// Events that the Ethereum view shows as logs (settlement/ethview), in their Dusk form.
//
// Three topics: `transaction_deposited` and `config_update` have the layouts of Dusk's own
// contracts (DuskEVM L1 contracts, sections 4.6 and 5); everything else that Solidity code would
// log is one `evm_log`: `topic count u8 || topics[32] each || data`. The log's address is that of
// the emitting contract. `evm_txn_executed` is the router's receipt of one Ethereum-signed
// transaction.
#pragma once

#include <optional>
#include <vector>

#include <dusk/core/base/u256.hpp>
#include <dusk/core/state/log.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement::events {

inline constexpr std::string_view TRANSACTION_DEPOSITED = "transaction_deposited";
inline constexpr std::string_view CONFIG_UPDATE = "config_update";
inline constexpr std::string_view EVM_LOG = "evm_log";
inline constexpr std::string_view EVM_TXN_EXECUTED = "evm_txn_executed";

/// TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes).
struct TransactionDeposited {
    Address from;
    Address to;
    u256 version;
    Bytes opaque_data;
};
Bytes encode(const TransactionDeposited& event);
std::optional<TransactionDeposited> decode_transaction_deposited(BytesView data);

/// ConfigUpdate(uint256 indexed version, uint8 indexed updateType, bytes data).
struct ConfigUpdate {
    std::uint64_t version = 0;
    std::uint8_t update_type = 0;
    Bytes data;
};
Bytes encode(const ConfigUpdate& event);
std::optional<ConfigUpdate> decode_config_update(BytesView data);

/// What a Solidity contract would log; `address` is not encoded.
Bytes encode_evm_log(const std::vector<Hash32>& topics, BytesView data);
std::optional<Log> decode_evm_log(BytesView data);

/// rkyv {txn_hash[32], gas_used u64, success u8}.
struct EvmTxnExecuted {
    Hash32 txn_hash;
    std::uint64_t gas_used = 0;
    bool success = false;
};
Bytes encode(const EvmTxnExecuted& event);
std::optional<EvmTxnExecuted> decode_evm_txn_executed(BytesView data);

/// The Ethereum form of an event of `source`; none for topics that have none, and for malformed
/// ones.
std::optional<Log> to_log(const ContractEvent& event, const Address& address);

}  // namespace dusk::settlement::events
