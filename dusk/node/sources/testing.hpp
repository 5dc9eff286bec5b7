// Help for the tests of this module and of those that use it: an L1 and an engine in memory, with
// real hashes and no execution, that can be made to fail.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/rollup/blob_encoding.hpp>
#include <dusk/core/rollup/testing.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/node/sources/chains.hpp>

namespace dusk::sources::testing {

using rollup::L1BlockData;
using rollup::L1BlockRef;
using rollup::RollupConfig;
using rollup::testing::address_of;
using rollup::testing::hash_of;

inline Failure away() { return {FailureKind::temporary, "connection refused"}; }
inline Failure unknown() { return {FailureKind::not_found, "not found"}; }

/// L1: blocks of `block_time` seconds from the rollup's genesis on.
class FakeL1 final : public L1Chain, public BlobSource {
public:
    /// Writes the hash of its first block into the configuration.
    explicit FakeL1(RollupConfig& config, std::uint64_t block_time = 10)
        : config_(config), block_time_(block_time) {
        mine();
        config.genesis.l1.hash = blocks_.front()->hash;
    }

    void mine(std::vector<Transaction> txns = {}, std::vector<Log> logs = {}) {
        const std::lock_guard lock{mutex_};
        auto block = std::make_shared<L1BlockData>();
        auto& header = block->header;
        header.number = config_.genesis.l1.number + blocks_.size();
        header.timestamp = config_.genesis.l2_time + block_time_ * blocks_.size();
        header.base_fee_per_gas = u256{7};
        header.withdrawals_root = EMPTY_TRIE_ROOT;
        header.blob_gas_used = 0;
        header.excess_blob_gas = 0;
        header.prev_randao = hash_of("randao", header.number + salt_);
        header.parent_beacon_block_root = hash_of("beacon", header.number);
        if (!blocks_.empty()) header.parent_hash = blocks_.back()->hash;
        if (!logs.empty()) block->receipts.push_back({.success = true, .logs = std::move(logs)});
        block->transactions = std::move(txns);
        block->hash = header_hash(header);
        by_hash_[block->hash] = block;
        blocks_.push_back(std::move(block));
    }
    void mine_many(std::size_t count) {
        for (; count > 0; --count) mine();
    }
    /// Drops the blocks from `number` on; what is mined now has other hashes. Dropped blocks can
    /// still be read by hash, as from real nodes.
    void drop_from(std::uint64_t number) {
        const std::lock_guard lock{mutex_};
        blocks_.resize(static_cast<std::size_t>(number - config_.genesis.l1.number));
        ++salt_;
    }
    void finalize(std::uint64_t number) {
        const std::lock_guard lock{mutex_};
        finalized_ = number;
    }
    void set_down(bool down) {
        const std::lock_guard lock{mutex_};
        down_ = down;
    }

    Transaction inbox_txn(Bytes data, TxnType type = TxnType::dynamic_fee) const {
        auto txn = rollup::testing::signed_by(config_.genesis.system_config.batcher_addr, type,
                                              config_.l1_chain_id);
        txn.to = config_.batch_inbox_address;
        txn.data = std::move(data);
        return txn;
    }
    Transaction blob_txn(BytesView data) {
        auto txn = inbox_txn({}, TxnType::blob);
        const std::lock_guard lock{mutex_};
        const auto hash = hash_of("blob", blobs_.size());
        blobs_[hash] = *rollup::encode_blob(data);
        txn.blob_versioned_hashes.push_back(hash);
        return txn;
    }

    L1BlockRef head() {
        const std::lock_guard lock{mutex_};
        return rollup::l1_block_ref(*blocks_.back());
    }
    L1BlockRef at(std::uint64_t number) {
        const std::lock_guard lock{mutex_};
        return rollup::l1_block_ref(
            *blocks_.at(static_cast<std::size_t>(number - config_.genesis.l1.number)));
    }

    Outcome<L1BlockRef> ref(BlockLabel label) override {
        const std::lock_guard lock{mutex_};
        if (down_) return std::unexpected(away());
        if (label == BlockLabel::latest) return rollup::l1_block_ref(*blocks_.back());
        return find(finalized_);
    }
    Outcome<L1BlockRef> ref_by_number(std::uint64_t number) override {
        const std::lock_guard lock{mutex_};
        if (down_) return std::unexpected(away());
        return find(number);
    }
    Outcome<L1BlockRef> ref_by_hash(const Hash32& hash) override {
        const std::lock_guard lock{mutex_};
        if (down_) return std::unexpected(away());
        const auto found = by_hash_.find(hash);
        if (found == by_hash_.end()) return std::unexpected(unknown());
        return rollup::l1_block_ref(*found->second);
    }
    Outcome<std::shared_ptr<const L1BlockData>> block(const Hash32& hash) override {
        const std::lock_guard lock{mutex_};
        if (down_) return std::unexpected(away());
        const auto found = by_hash_.find(hash);
        if (found == by_hash_.end()) return std::unexpected(unknown());
        return found->second;
    }
    Outcome<std::vector<Bytes>> blobs(const L1BlockRef&,
                                      std::span<const rollup::IndexedBlobHash> wanted) override {
        const std::lock_guard lock{mutex_};
        if (down_) return std::unexpected(away());
        std::vector<Bytes> out;
        for (const auto& want : wanted) {
            const auto found = blobs_.find(want.hash);
            if (found == blobs_.end()) return std::unexpected(unknown());
            out.push_back(found->second);
        }
        return out;
    }

private:
    Outcome<L1BlockRef> find(std::uint64_t number) {
        if (number < config_.genesis.l1.number ||
            number - config_.genesis.l1.number >= blocks_.size())
            return std::unexpected(unknown());
        return rollup::l1_block_ref(
            *blocks_[static_cast<std::size_t>(number - config_.genesis.l1.number)]);
    }

    const RollupConfig& config_;
    std::uint64_t block_time_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<const L1BlockData>> blocks_;
    std::map<Hash32, std::shared_ptr<const L1BlockData>> by_hash_;
    std::map<Hash32, Bytes> blobs_;
    std::uint64_t finalized_ = 0;
    std::uint64_t salt_ = 0;
    bool down_ = false;
};

/// An engine that executes nothing: the state root is a hash of parent and transactions.
class FakeEngine final : public Engine {
public:
    /// Writes the hash of its genesis block into the configuration.
    explicit FakeEngine(RollupConfig& config) {
        PayloadEnvelope genesis;
        genesis.payload.timestamp = config.genesis.l2_time;
        genesis.payload.gas_limit = config.genesis.system_config.gas_limit;
        genesis.payload.block_number = config.genesis.l2.number;
        genesis.payload.block_hash = header_hash(payload_header(genesis));
        config.genesis.l2.hash = genesis.payload.block_hash;
        head_ = safe_ = finalized_ = genesis.payload.block_hash;
        blocks_[head_] = std::move(genesis);
    }

    void set_down(bool down) {
        const std::lock_guard lock{mutex_};
        down_ = down;
    }
    /// Transactions that go into blocks with a pool.
    void add_to_pool(Bytes txn) {
        const std::lock_guard lock{mutex_};
        pool_.push_back(std::move(txn));
    }
    /// Blocks with this transaction are invalid.
    void poison(Bytes txn) {
        const std::lock_guard lock{mutex_};
        poison_.insert(std::move(txn));
    }
    /// Blocks that were begun are lost.
    void restart() {
        const std::lock_guard lock{mutex_};
        jobs_.clear();
    }
    /// The last `count` blocks are lost.
    void lose(std::size_t count) {
        const std::lock_guard lock{mutex_};
        for (; count > 0; --count) {
            const auto parent = blocks_.at(head_).payload.parent_hash;
            blocks_.erase(head_);
            head_ = parent;
        }
    }
    std::size_t block_count() {
        const std::lock_guard lock{mutex_};
        return blocks_.size();
    }
    Hash32 head() {
        const std::lock_guard lock{mutex_};
        return head_;
    }
    PayloadEnvelope at(std::uint64_t number) {
        const std::lock_guard lock{mutex_};
        return *find(number);
    }
    ForkchoiceState labels() {
        const std::lock_guard lock{mutex_};
        return {.head = head_, .safe = safe_, .finalized = finalized_};
    }

    Outcome<ForkchoiceAnswer> forkchoice(const ForkchoiceState& state,
                                         const rollup::PayloadAttributes* attributes) override {
        const std::lock_guard lock{mutex_};
        if (down_) return std::unexpected(away());
        if (!blocks_.contains(state.head)) return ForkchoiceAnswer{};
        if (!blocks_.contains(state.safe) || !blocks_.contains(state.finalized))
            return fail(FailureKind::reset, "invalid forkchoice state");
        head_ = state.head;
        safe_ = state.safe;
        finalized_ = state.finalized;
        ForkchoiceAnswer answer{
            .status = {.kind = PayloadStatusKind::valid, .latest_valid_hash = head_}};
        if (attributes != nullptr) {
            answer.payload_id = PayloadId::from(hash_of("payload", ++last_id_));
            jobs_[*answer.payload_id] = build(blocks_.at(head_), *attributes);
        }
        return answer;
    }
    Outcome<PayloadStatus> new_payload(const PayloadEnvelope& envelope) override {
        const std::lock_guard lock{mutex_};
        if (down_) return std::unexpected(away());
        for (const auto& txn : envelope.payload.transactions)
            if (poison_.contains(txn))
                return PayloadStatus{.kind = PayloadStatusKind::invalid,
                                     .validation_error = "poisonous transaction"};
        if (!blocks_.contains(envelope.payload.parent_hash)) return PayloadStatus{};
        if (header_hash(payload_header(envelope)) != envelope.payload.block_hash)
            return PayloadStatus{.kind = PayloadStatusKind::invalid_block_hash};
        blocks_[envelope.payload.block_hash] = envelope;
        return PayloadStatus{.kind = PayloadStatusKind::valid,
                             .latest_valid_hash = envelope.payload.block_hash};
    }
    Outcome<PayloadEnvelope> get_payload(const PayloadId& id, std::uint64_t) override {
        const std::lock_guard lock{mutex_};
        if (down_) return std::unexpected(away());
        const auto found = jobs_.find(id);
        if (found == jobs_.end()) return fail(FailureKind::not_found, "unknown payload");
        return found->second;
    }
    Outcome<PayloadEnvelope> block(const BlockSelector& selector) override {
        const std::lock_guard lock{mutex_};
        if (down_) return std::unexpected(away());
        if (const auto* label = std::get_if<BlockLabel>(&selector)) {
            if (*label == BlockLabel::latest) return blocks_.at(head_);
            return blocks_.at(*label == BlockLabel::safe ? safe_ : finalized_);
        }
        if (const auto* hash = std::get_if<Hash32>(&selector)) {
            const auto found = blocks_.find(*hash);
            if (found == blocks_.end()) return std::unexpected(unknown());
            return found->second;
        }
        const auto* found = find(std::get<std::uint64_t>(selector));
        if (found == nullptr) return std::unexpected(unknown());
        return *found;
    }
    Outcome<Hash32> message_passer_root(const PayloadEnvelope& block) override {
        return keccak256(block.payload.state_root);
    }

private:
    const PayloadEnvelope* find(std::uint64_t number) const {
        const auto* block = &blocks_.at(head_);
        while (block->payload.block_number > number) {
            const auto parent = blocks_.find(block->payload.parent_hash);
            if (parent == blocks_.end()) return nullptr;
            block = &parent->second;
        }
        return block->payload.block_number == number ? block : nullptr;
    }

    PayloadEnvelope build(const PayloadEnvelope& parent,
                          const rollup::PayloadAttributes& attributes) const {
        PayloadEnvelope out;
        auto& payload = out.payload;
        payload.parent_hash = parent.payload.block_hash;
        payload.fee_recipient = attributes.suggested_fee_recipient;
        payload.prev_randao = attributes.prev_randao;
        payload.block_number = parent.payload.block_number + 1;
        payload.gas_limit = attributes.gas_limit;
        payload.timestamp = attributes.timestamp;
        payload.transactions = attributes.transactions;
        if (!attributes.no_tx_pool)
            payload.transactions.insert(payload.transactions.end(), pool_.begin(), pool_.end());
        if (attributes.eip_1559_params) {
            auto params = *attributes.eip_1559_params;
            if (params.is_zero()) params = rollup::encode_eip1559_params(250, 6);
            payload.extra_data = {static_cast<std::uint8_t>(attributes.min_base_fee ? 1 : 0)};
            append(payload.extra_data, params);
            if (attributes.min_base_fee) append_be(payload.extra_data, *attributes.min_base_fee);
        }
        payload.withdrawals = attributes.withdrawals;
        out.parent_beacon_block_root = attributes.parent_beacon_block_root;
        Bytes state = to_bytes(parent.payload.state_root);
        for (const auto& txn : payload.transactions) append(state, keccak256(txn));
        payload.state_root = keccak256(state);
        payload.block_hash = header_hash(payload_header(out));
        return out;
    }

    std::mutex mutex_;
    std::map<Hash32, PayloadEnvelope> blocks_;
    std::map<PayloadId, PayloadEnvelope> jobs_;
    std::vector<Bytes> pool_;
    std::set<Bytes> poison_;
    Hash32 head_;
    Hash32 safe_;
    Hash32 finalized_;
    std::uint64_t last_id_ = 0;
    bool down_ = false;
};

}  // namespace dusk::sources::testing
