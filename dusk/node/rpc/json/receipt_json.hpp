// Receipts and logs as eth_getTransactionReceipt and eth_getLogs answer them (geth: internal/ethapi
// marshalReceipt; op-geth: core/types DeriveFields for what an OP chain charged).
#pragma once

#include <dusk/core/chain/op_fees.hpp>
#include <dusk/node/rpc/json/json.hpp>
#include <dusk/node/rpc/json/stored_block.hpp>

namespace dusk::eth {

/// A log with its place in the chain.
struct PlacedLog {
    Log log;
    BlockRef block;
    std::uint64_t timestamp = 0;
    Hash32 txn_hash;
    std::uint64_t txn_index = 0;
    /// In the block.
    std::uint64_t log_index = 0;
    /// Its block is canonical no more.
    bool removed = false;
};
Object log_json(const PlacedLog& log);

/// A block with its receipts, from which each receipt's derived fields come.
class BlockReceipts {
public:
    /// As many receipts as transactions; `l1_fees` of OP blocks with more than deposits.
    BlockReceipts(StoredBlock block, std::vector<Receipt> receipts, const BlockRules& rules,
                  const L1FeeParams& l1_fees);

    const StoredBlock& block() const noexcept { return block_; }
    std::size_t size() const noexcept { return receipts_.size(); }
    const std::vector<Receipt>& receipts() const noexcept { return receipts_; }
    Object json(std::size_t index) const;

private:
    std::uint64_t gas_used(std::size_t index) const;
    Array logs_json(std::size_t index, const Hash32& txn_hash) const;
    void add_creation(Object& out, std::size_t index) const;
    void add_blobs(Object& out, const Transaction& txn) const;
    void add_op_fields(Object& out, std::size_t index, BytesView encoded_txn) const;
    void add_l1_fees(Object& out, BytesView encoded_txn) const;

    StoredBlock block_;
    std::vector<Receipt> receipts_;
    /// In the block, the index of each receipt's first log.
    std::vector<std::uint64_t> first_logs_;
    BlockRules rules_;
    L1FeeParams l1_fees_;
};

}  // namespace dusk::eth
