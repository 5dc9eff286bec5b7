// A DuskSource over a chain in memory: transactions wait until mine(), blocks can be taken back,
// the node can be away.
#pragma once

#include <mutex>

#include "tests/support/bridge_chain.hpp"
#include <dusk/adapter/dusk_source.hpp>

namespace dusk::test {

class ChainSource final : public adapter::DuskSource {
public:
    template <class T>
    using Sourced = adapter::Sourced<T>;

    explicit ChainSource(const ds::GenesisConfig& config) : chain_(config) {
        snapshots_.push_back(chain_.snapshot());
        mine();
    }

    BridgeChain& chain() { return chain_; }
    void set_away(bool away) {
        const std::scoped_lock lock(mutex_);
        away_ = away;
    }
    std::size_t waiting() const {
        const std::scoped_lock lock(mutex_);
        return pending_.size();
    }
    void drop_waiting() {
        const std::scoped_lock lock(mutex_);
        pending_.clear();
    }
    /// What DuskDS forgets when blobs expire.
    void drop_blobs() {
        const std::scoped_lock lock(mutex_);
        blobs_.clear();
    }

    /// A block of what waits; `finality` blocks behind it are final.
    void mine(std::uint64_t finality = 2) {
        const std::scoped_lock lock(mutex_);
        for (const auto& tx : pending_) {
            if (!chain_.run(tx)) continue;
            if (const auto* blobs = ds::blobs_of(tx.payload.data))
                for (const auto& blob : *blobs)
                    if (blob.sidecar) blobs_[blob.versioned_hash] = *blob.sidecar;
        }
        pending_.clear();
        records_.push_back(chain_.seal());
        snapshots_.push_back(chain_.snapshot());
        final_ = records_.size() > finality ? records_.size() - finality : 0;
    }

    /// Takes back the newest `count` blocks; what was in them is lost, other blocks will follow.
    void revert(std::size_t count) {
        const std::scoped_lock lock(mutex_);
        records_.resize(records_.size() - count);
        snapshots_.resize(snapshots_.size() - count);
        chain_.restore(snapshots_.back(), ++salt_);
    }

    Sourced<adapter::ChainStatus> status() override {
        const std::scoped_lock lock(mutex_);
        if (away_) return gone();
        return adapter::ChainStatus{.height = records_.size(),
                                    .hash = records_.back().block.header.hash,
                                    .safe_height = records_.size() - 1,
                                    .final_height = final_};
    }
    Sourced<std::optional<ds::BlockRecord>> record(std::uint64_t height) override {
        const std::scoped_lock lock(mutex_);
        if (away_) return gone();
        if (height == 0 || height > records_.size()) return std::optional<ds::BlockRecord>{};
        return std::optional(records_[height - 1]);
    }
    Sourced<std::optional<ds::BlobSidecar>> blob(const Hash32& versioned_hash) override {
        const std::scoped_lock lock(mutex_);
        if (away_) return gone();
        const auto found = blobs_.find(versioned_hash);
        if (found == blobs_.end()) return std::optional<ds::BlobSidecar>{};
        return std::optional(found->second);
    }
    Sourced<Bytes> query(const ds::ContractId& contract, std::string_view method, BytesView args,
                         std::optional<std::uint64_t> height) override {
        const std::scoped_lock lock(mutex_);
        if (away_) return gone();
        const auto at = std::min<std::size_t>(height.value_or(records_.size()), records_.size());
        auto outcome = chain_.query_on(snapshots_[at].state, contract, method, args);
        if (!outcome) return std::unexpected(adapter::SourceError{true, outcome.error().message});
        return *std::move(outcome);
    }
    Sourced<adapter::AccountStatus> account(const ds::AccountKey&) override {
        const std::scoped_lock lock(mutex_);
        if (away_) return gone();
        return adapter::AccountStatus{.nonce = chain_.relayer_nonce(), .balance_lux = 1};
    }
    Sourced<void> propagate(BytesView protocol_bytes) override {
        const std::scoped_lock lock(mutex_);
        if (away_) return gone();
        auto tx = ds::decode_protocol_bytes(protocol_bytes);
        if (!tx) return std::unexpected(adapter::SourceError{true, "malformed"});
        for (const auto& other : pending_)
            if (other.payload.nonce == tx->payload.nonce)
                return std::unexpected(adapter::SourceError{true, "Tx already in the mempool"});
        pending_.push_back(*std::move(tx));
        return {};
    }
    Sourced<adapter::StateProof> prove(std::uint64_t, const ds::ContractId&,
                                       const std::vector<Hash32>&) override {
        return std::unexpected(adapter::SourceError{true, "no proofs here"});
    }

private:
    static std::unexpected<adapter::SourceError> gone() {
        return std::unexpected(adapter::SourceError{false, "connection refused"});
    }

    mutable std::mutex mutex_;
    BridgeChain chain_;
    std::vector<ds::BlockRecord> records_;
    std::vector<BridgeChain::Snapshot> snapshots_;  ///< before block 1, after block 1, ...
    std::map<Hash32, ds::BlobSidecar> blobs_;
    std::vector<ds::Tx> pending_;
    std::uint64_t final_ = 0;
    std::uint8_t salt_ = 0;
    bool away_ = false;
};

}  // namespace dusk::test
