// An execution node in memory, and the rollup node's view of it without JSON and HTTP: the calls of
// the Engine API go straight to the engine.
#pragma once

#include <chrono>

#include <dusk/core/base/check.hpp>
#include <dusk/node/chain/pool_feed.hpp>
#include <dusk/node/engine/engine.hpp>
#include <dusk/node/sources/chains.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::bench {

class MemoryNode final : public sources::Engine {
public:
    explicit MemoryNode(const genesis::Genesis& genesis,
                        const parallel::ProcessorOptions& options = {})
        : store_(*store::ChainStore::open("", genesis, {.in_memory = true})),
          config_(make_op_config(genesis.chain_id, genesis.forks)),
          chain_(*store_, config_, native_crypto(), options),
          pool_(store_->database(), native_crypto(), {},
                [time = genesis.header.timestamp] { return time; }),
          engine_(chain_, pool_) {
        DUSK_CHECK(engine::feed_pool(chain_, pool_).has_value());
    }

    sources::Outcome<sources::ForkchoiceAnswer> forkchoice(
        const sources::ForkchoiceState& state,
        const rollup::PayloadAttributes* attributes) override {
        return from(engine_.forkchoice_updated(
            state, attributes == nullptr ? std::nullopt : std::optional{*attributes}));
    }
    sources::Outcome<sources::PayloadStatus> new_payload(
        const sources::PayloadEnvelope& envelope) override {
        return engine_.new_payload(envelope);
    }
    sources::Outcome<sources::PayloadEnvelope> get_payload(const sources::PayloadId& id,
                                                           std::uint64_t) override {
        return from(engine_.get_payload(id));
    }
    sources::Outcome<sources::PayloadEnvelope> block(
        const sources::BlockSelector& selector) override {
        const auto hash = resolve(selector);
        const auto header = hash ? *store_->header(*hash) : std::nullopt;
        const auto body = hash ? *store_->body(*hash) : std::nullopt;
        if (!header || !body) return sources::fail(sources::FailureKind::not_found, "not found");
        return sources::payload_envelope({.header = *header,
                                          .transactions = body->transactions,
                                          .ommers = {},
                                          .withdrawals = body->withdrawals},
                                         *hash, true);
    }
    sources::Outcome<Hash32> message_passer_root(const sources::PayloadEnvelope& block) override {
        return block.payload.withdrawals_root.value_or(Hash32{});
    }

    store::BlockRef head() const { return store_->head(); }
    store::BlockRef safe() const { return store_->safe(); }
    Header header(const Hash32& hash) const { return **store_->header(hash); }
    bool all_succeeded(const Hash32& hash) const {
        return std::ranges::all_of(**store_->receipts(hash), &Receipt::success);
    }
    /// The block that the pool's transactions make behind those of `attributes`, stored as the
    /// head.
    std::shared_ptr<const store::ExecutedBlock> produce(
        const rollup::PayloadAttributes& attributes) {
        const auto parent = store_->head();
        auto job = builder::PayloadJob::start(chain_, pool_,
                                              {.parent = parent,
                                               .parent_header = header(parent.hash),
                                               .attributes = attributes,
                                               .da_limits = {}});
        DUSK_CHECK(job.has_value());
        (*job)->await_pass();
        auto block = (*job)->seal();
        DUSK_CHECK(block.has_value());
        DUSK_CHECK(chain_.insert_built(*block).has_value());
        DUSK_CHECK(chain_.set_forkchoice((*block)->hash, {}, {}).has_value());
        return *block;
    }
    pool::TxnPool& pool() noexcept { return pool_; }
    parallel::RunCounts run_counts() { return chain_.processor().counts(); }

private:
    template <class T>
    static sources::Outcome<T> from(std::expected<T, rpc::Error> answer) {
        if (answer) return *std::move(answer);
        return sources::fail(sources::FailureKind::invalid, answer.error().message);
    }

    std::optional<Hash32> resolve(const sources::BlockSelector& selector) const {
        if (const auto* hash = std::get_if<Hash32>(&selector)) return *hash;
        if (const auto* number = std::get_if<std::uint64_t>(&selector))
            return *store_->canonical_hash(*number);
        switch (std::get<sources::BlockLabel>(selector)) {
            case sources::BlockLabel::latest:
                return store_->head().hash;
            case sources::BlockLabel::safe:
                return store_->safe().hash;
            case sources::BlockLabel::finalized:
                return store_->finalized().hash;
        }
        return std::nullopt;
    }

    std::unique_ptr<store::ChainStore> store_;
    ChainConfig config_;
    engine::Chain chain_;
    pool::TxnPool pool_;
    engine::Engine engine_;
};

}  // namespace dusk::bench
