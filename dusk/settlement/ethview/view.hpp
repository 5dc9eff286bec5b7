// The Ethereum view of DuskDS: one Ethereum block per DuskDS block, a deterministic function of the
// parent view block and the DuskDS block's record.
//
// - Same number and timestamp; parentHash chains view hashes from a configured anchor; mixHash =
//   keccak256(seed); parentBeaconBlockRoot = the parent's DuskDS hash; stateRoot = DuskDS's.
// - A transaction that an Ethereum key signed and the router executed stands in the view as it was
//   signed (type 3 without sidecar), with the status and gas that the router recorded.
// - A native DuskDS call whose events have an Ethereum form (contracts/evm_events.hpp) stands in it
// as a
//   synthetic transaction, so that its logs have a receipt to be in. See synthetic_transaction().
// - Everything else of DuskDS is not in the view: such blocks have empty roots.
// Limits: those of a DuskDS block. Spec: DESIGN section 5.
#pragma once

#include <optional>
#include <vector>

#include <dusk/core/chain/header.hpp>
#include <dusk/core/chain/receipt.hpp>
#include <dusk/core/chain/transaction.hpp>
#include <dusk/settlement/contracts/l1_fee_market.hpp>
#include <dusk/settlement/ledger/block_record.hpp>

namespace dusk::settlement::ethview {

/// An address that a contract keeps although its id gives another one (DuskEVM L1 contracts,
/// section 2).
struct PinnedAddress {
    ContractId contract;
    Address address;
};

struct ViewConfig {
    std::uint64_t l1_chain_id = 0;
    /// parentHash of the first view block.
    Hash32 anchor_parent_hash;
    BlobSchedule blob_schedule{};
    /// Headers as at Prague: with a requests hash.
    bool is_prague = false;
    std::vector<PinnedAddress> pinned_addresses{};
};

/// What the next block needs of its parent.
struct ViewHead {
    Hash32 hash;
    std::uint64_t blob_gas_used = 0;
    std::uint64_t excess_blob_gas = 0;
    friend bool operator==(const ViewHead&, const ViewHead&) = default;
};

struct ViewTransaction {
    Transaction txn;
    Hash32 hash;
    /// The signer; of a synthetic transaction, the Dusk account's address.
    Address sender;
    Hash32 dusk_tx_id;
    bool is_synthetic = false;
    std::uint64_t gas_used = 0;
    u256 effective_gas_price;
    Receipt receipt;
    friend bool operator==(const ViewTransaction&, const ViewTransaction&) = default;
};

struct ViewBlock {
    dusk::Header header;
    Hash32 hash;
    Hash32 dusk_hash;
    std::vector<ViewTransaction> transactions;
    friend bool operator==(const ViewBlock&, const ViewBlock&) = default;
};

/// The head before the first view block.
ViewHead anchor(const ViewConfig& config) noexcept;
ViewHead head_of(const ViewBlock& block) noexcept;

/// `crypto` recovers the signers of Ethereum transactions.
ViewBlock project(const ViewConfig& config, const ViewHead& parent, const BlockRecord& record,
                  const CryptoProvider& crypto);

/// The address of a contract in the view.
Address address_of(const ViewConfig& config, const ContractId& contract) noexcept;

/// The stand-in for a native call: type 2, from nobody in particular. nonce, gas limit and price
/// are the Dusk transaction's, `to` is the called contract, value the deposit, data the selector of
/// duskTransaction(bytes32) and the Dusk transaction's id, which makes the hash unique. The
/// signature is r = x of secp256k1's generator, s = 1: well-formed, and what it recovers to is as
/// good as a random address of the transaction's hash, so it is nobody's.
Transaction synthetic_transaction(const ViewConfig& config, const Tx& tx, const Hash32& dusk_tx_id);

/// Versioned hashes of the block's blobs, in the order of the view: blob i of the block is sidecar
/// i.
std::vector<Hash32> blob_hashes(const ViewBlock& block);

}  // namespace dusk::settlement::ethview
