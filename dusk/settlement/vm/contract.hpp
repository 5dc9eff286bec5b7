// The contract interface of DuskDS: what a contract may ask of its host, and what the host asks of
// a contract. Contracts are written once against it; they run natively as genesis contracts and,
// from the same source, as WASM on DuskVM (spec/duskvm.md section 2 gives each call's WASM
// counterpart).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dusk/core/base/bytes.hpp>
#include <dusk/core/crypto/provider.hpp>

namespace dusk::settlement {

using ContractId = Hash32;
/// A Moonlight account: a compressed BLS12-381 G2 point.
using AccountKey = FixedBytes<96>;

enum class ContractFaultKind : std::uint8_t { panic, out_of_gas, does_not_exist };

/// Why a call failed; everything it did is undone by the host.
struct ContractFault {
    ContractFaultKind kind = ContractFaultKind::panic;
    std::string message;
};
using CallOutcome = std::expected<Bytes, ContractFault>;

inline std::unexpected<ContractFault> contract_panic(std::string message) {
    return std::unexpected(ContractFault{ContractFaultKind::panic, std::move(message)});
}

struct ContractEvent {
    ContractId source;
    std::string topic;
    Bytes data;
    friend bool operator==(const ContractEvent&, const ContractEvent&) = default;
};

/// Facts fixed for one call.
struct CallContext {
    ContractId self;
    /// The contract that calls; none when the host itself calls (a transaction's spending, block
    /// execution, a query).
    std::optional<ContractId> caller;
    /// All callers, nearest first; the transfer contract is last in a transaction's call.
    std::vector<ContractId> callstack;
    /// The Moonlight sender of the transaction, where there is one (ABI_PUBLIC_SENDER).
    std::optional<AccountKey> public_sender;
    /// KZG versioned hashes carried by the transaction (data tags 0x04 and 0x05).
    std::vector<Hash32> blob_versioned_hashes;
    std::uint64_t block_height = 0;
    std::uint64_t block_timestamp_s = 0;
    std::uint8_t chain_id = 0;
};

class ContractHost {
public:
    virtual ~ContractHost() = default;
    virtual const CallContext& context() const = 0;
    /// The contract's own storage. Empty: never set. An empty value erases. A value that is a
    /// big-endian integer without leading zeros reads as an Ethereum storage slot in proofs.
    virtual Bytes load(const Hash32& key) const = 0;
    virtual void store(const Hash32& key, BytesView value) = 0;
    /// Calls `method` of another contract. A fault undoes what the callee did, nothing else.
    virtual CallOutcome call(const ContractId& callee, std::string_view method, BytesView args) = 0;
    virtual void emit(std::string_view topic, BytesView data) = 0;
    /// Takes gas; false: there is not enough, and the contract must return an out_of_gas fault.
    [[nodiscard]] virtual bool charge(std::uint64_t gas) = 0;
    /// Gas that the transaction has spent so far, that of finished calls included (host import
    /// `spent`). Hosts that do not meter say 0.
    virtual std::uint64_t gas_spent() const { return 0; }
    /// Curve host queries.
    virtual const CryptoProvider& crypto() const = 0;
};

class Contract {
public:
    virtual ~Contract() = default;
    /// Runs `method`; args and result are the method's own encoding (rkyv layouts of
    /// spec/duskevm-l1-contracts.md section 5, or Solidity ABI under the method "evm_call").
    virtual CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const = 0;
};

}  // namespace dusk::settlement
