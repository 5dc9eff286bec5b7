// evm_tx_router: executes transactions that Ethereum keys signed, and keeps the Ethereum side's
// books.
//
// Every Ethereum address, that of a contract included, has a credit in wei here, backed by the DUSK
// that the transfer contract holds for the router. A relayer carries a signed transaction in
// `execute`; the router recovers the signer, checks chain, nonce, fees and blobs by Ethereum's
// rules, runs the call with the signer's identity and bills the gas it took. A call that fails
// keeps nonce and fee, as on Ethereum; a transaction that is not valid faults and leaves no trace
// but the relayer's fee. One that runs out of the *relayer's* gas faults as well, so that a stingy
// relayer cannot make a signer's transaction fail.
//
// Dusk methods (integers little-endian, rkyv):
//   execute        signed EIP-2718 bytes (type 3 without sidecar), from a transaction only
//   deposit_credit (address[20] @0, amount_lux u64 @24): credits the transaction's deposit
//   receive_credit ReceiveFromContract from the transfer contract; data = beneficiary[20], else the
//                  sending contract
//   claim_fees     pays the fees that a relayer earned, whole LUX, to its own account
//   evm_send       bridge contracts only: to[20] || value[32] || calldata
// Queries: nonce(address) -> u64; credit(address) -> 32 bytes big-endian; contract_of(address) ->
// id[32]
//   or empty; fees(account[96]) -> 32 bytes; evm_query: from[20] || to[20] || value[32] || calldata
//   -> success u8 || gas u64 || output or message.
// Ethereum methods (at the router's own address): withdrawCredit(bytes account, uint64 amountLux).
// Spec: DuskEVM L1 contracts, section 8.4 (inferred there; the interface is ours).
#pragma once

#include <dusk/core/base/u256.hpp>
#include <dusk/core/chain/transaction.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

class EvmTxRouter final : public Contract {
public:
    CallOutcome call(ContractHost& host, std::string_view method, BytesView args) const override;
};

namespace router {

inline constexpr std::string_view EXECUTE_METHOD = "execute";
inline constexpr std::string_view SEND_METHOD = "evm_send";
inline constexpr std::string_view DEPOSIT_CREDIT_METHOD = "deposit_credit";
inline constexpr std::string_view RECEIVE_CREDIT_METHOD = "receive_credit";
inline constexpr std::string_view QUERY_METHOD = "evm_query";
inline constexpr std::string_view L1_CHAIN_ID_METHOD = "l1_chain_id";
inline constexpr std::string_view BLOB_SCHEDULE_METHOD = "blob_schedule";

/// The argument buffer of a contract call.
inline constexpr std::size_t TXN_SIZE_MAX = 65'536;

// Storage slots.
inline constexpr std::uint64_t L1_CHAIN_ID_SLOT = 0;
inline constexpr std::uint64_t NONCES_SLOT = 1;
inline constexpr std::uint64_t CREDITS_SLOT = 2;
inline constexpr std::uint64_t CONTRACTS_SLOT = 3;
inline constexpr std::uint64_t FEES_SLOT = 4;
inline constexpr std::uint64_t BLOB_HEIGHT_SLOT = 5;
inline constexpr std::uint64_t BLOB_EXCESS_SLOT = 6;
inline constexpr std::uint64_t BLOB_USED_SLOT = 7;
inline constexpr std::uint64_t BLOB_TARGET_SLOT = 8;
inline constexpr std::uint64_t BLOB_MAX_SLOT = 9;
inline constexpr std::uint64_t BLOB_FRACTION_SLOT = 10;

struct Send {
    Address to;
    u256 value;
    BytesView calldata;
};
Bytes encode_send(const Send& send);

struct Query {
    Address from;
    Address to;
    u256 value;
    BytesView calldata;
};
Bytes encode_query(const Query& query);

struct QueryResult {
    bool success = false;
    std::uint64_t gas = 0;
    /// What the call returned, or the fault's text.
    Bytes output;
};
std::optional<QueryResult> decode_query_result(BytesView bytes);

/// deposit_credit's arguments.
Bytes encode_deposit_credit(const Address& beneficiary, std::uint64_t amount_lux);

/// Gas of a transaction before anything is executed (EIP-2028, 2930, 7702).
std::uint64_t intrinsic_gas(const Transaction& txn) noexcept;

/// What `txn` can cost its signer at most, value included; none where that passes 2^256.
std::optional<u256> max_cost(const Transaction& txn) noexcept;

/// Gas that one call into a contract is charged before what the contract itself spends.
inline constexpr std::uint64_t CONTRACT_CALL_GAS = 20'000;

}  // namespace router
}  // namespace dusk::settlement
