#include <algorithm>
#include <deque>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/batch_stage.hpp>
#include <dusk/core/rollup/channel_bank.hpp>
#include <dusk/core/rollup/channel_reader.hpp>
#include <dusk/core/rollup/frame_queue.hpp>
#include <dusk/core/rollup/pipeline.hpp>

namespace dusk::rollup {

namespace {
std::unexpected<PipelineError> fail(ErrorKind kind, PipelineReason reason) {
    return std::unexpected(PipelineError{.kind = kind, .reason = reason});
}
}  // namespace

struct Pipeline::Stages {
    const RollupConfig& config;
    const UpgradePayloads& payloads;
    PipelineCounters counters;
    L1Source source;
    FrameQueue frames;
    ChannelStage channels;
    ChannelReader reader;
    BatchStage batches;
    /// Consecutive, from the safe head's L1 origin to the pipeline's.
    std::deque<L1Epoch> epochs;
    /// Accepted, but not yet made into attributes.
    std::optional<NextBatch> batch;
    std::optional<std::uint64_t> needed_l2_block;
    bool started = false;

    Stages(const RollupConfig& config_in, const UpgradePayloads& payloads_in,
           const CryptoProvider& crypto)
        : config(config_in),
          payloads(payloads_in),
          source(config_in, crypto, counters),
          frames(config_in, source, counters),
          channels(config_in, frames, counters),
          reader(config_in, channels, counters),
          batches(config_in, reader, counters) {}

    bool holocene() const { return config.is_active(OpFork::holocene, source.origin().time); }

    const L1Epoch* find_epoch(std::uint64_t number) const {
        if (epochs.empty() || number < epochs.front().info.ref.number) return nullptr;
        const auto index = number - epochs.front().info.ref.number;
        return index < epochs.size() ? &epochs[static_cast<std::size_t>(index)] : nullptr;
    }

    /// OP derivation.md#payload-attributes-derivation.
    std::expected<DerivedAttributes, PipelineError> attributes_for(const NextBatch& next,
                                                                   const L2Parent& safe_head) {
        const auto& singular = next.batch;
        if (singular.parent_hash != safe_head.ref.hash ||
            singular.timestamp != safe_head.ref.time + config.block_time)
            return fail(ErrorKind::reset, PipelineReason::batch_parent_mismatch);
        const auto* epoch = find_epoch(singular.epoch_number);
        if (epoch == nullptr || epoch->info.ref.hash != singular.epoch_hash)
            return fail(ErrorKind::reset, PipelineReason::l1_origin_mismatch);
        DUSK_TRY(attributes, build_attributes(config, payloads, safe_head, *epoch));
        attributes.transactions.insert(attributes.transactions.end(), singular.transactions.begin(),
                                       singular.transactions.end());
        return DerivedAttributes{.attributes = std::move(attributes),
                                 .parent = safe_head.ref,
                                 .derived_from = source.origin(),
                                 .concluding = next.concluding};
    }

    /// Pulls a batch if none is at hand. True: go on; false: the caller must provide something.
    std::expected<bool, PipelineError> pull_batch(const L2Parent& safe_head) {
        if (batch) return true;
        auto pulled = batches.next_batch(safe_head.ref);
        if (pulled) {
            batch = *std::move(pulled);
            return true;
        }
        switch (pulled.error().reason) {
            case StopReason::more:
            case StopReason::blobs:
                return true;
            case StopReason::dry:
                source.advance();
                return true;
            case StopReason::l2_block:
                needed_l2_block = pulled.error().l2_block;
                return false;
            case StopReason::error:
                break;
        }
        return std::unexpected(pulled.error().error);
    }
};

Pipeline::Pipeline(const RollupConfig& config, const UpgradePayloads& payloads,
                   const CryptoProvider& crypto)
    : stages_(std::make_unique<Stages>(config, payloads, crypto)) {}
Pipeline::~Pipeline() = default;
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;

// OP derivation.md#resetting-derivation-stages.
void Pipeline::reset(const L1BlockRef& start, const SystemConfig& system_config) {
    auto& s = *stages_;
    s.counters = {};
    s.source.reset(start, system_config);
    s.frames.reset();
    s.channels.reset();
    s.reader.reset();
    s.batches.reset(start);
    s.epochs.clear();
    s.batch.reset();
    s.needed_l2_block.reset();
    s.started = true;
}

std::expected<PipelineEvent, PipelineError> Pipeline::step(const L2Parent& safe_head) {
    auto& s = *stages_;
    if (!s.started) return fail(ErrorKind::critical, PipelineReason::not_started);
    while (!s.epochs.empty() && s.epochs.front().info.ref.number < safe_head.ref.l1_origin.number)
        s.epochs.pop_front();
    s.needed_l2_block.reset();
    for (;;) {
        if (auto need = s.source.needed_block()) return PipelineEvent{*need};
        if (auto need = s.source.needed_blobs()) return PipelineEvent{*std::move(need)};
        DUSK_TRY(goes_on, s.pull_batch(safe_head));
        if (!goes_on) return PipelineEvent{NeedL2Block{.number = *s.needed_l2_block}};
        if (!s.batch) continue;
        auto attributes = s.attributes_for(*s.batch, safe_head);
        s.batch.reset();
        if (!attributes) return std::unexpected(attributes.error());
        return PipelineEvent{*std::move(attributes)};
    }
}

std::expected<void, PipelineError> Pipeline::provide_l1_block(L1BlockData block) {
    auto& s = *stages_;
    if (!s.started) return fail(ErrorKind::critical, PipelineReason::not_started);
    const bool was_holocene = s.holocene();
    DUSK_TRY_VOID(s.source.provide_block(block));
    s.epochs.push_back(l1_epoch(s.config, l1_block_info(block.header, block.hash), block.receipts));
    if (!was_holocene && s.holocene()) {
        // OP holocene/derivation.md#activation.
        s.frames.reset();
        s.channels.reset();
        s.reader.reset();
        s.batches.activate_holocene();
    }
    return {};
}

std::expected<void, PipelineError> Pipeline::provide_blobs(std::vector<Bytes> blobs) {
    return stages_->source.provide_blobs(blobs);
}

std::expected<void, PipelineError> Pipeline::provide_l2_block(SafeBlock block) {
    auto& s = *stages_;
    if (s.needed_l2_block != block.ref.number)
        return fail(ErrorKind::temporary, PipelineReason::wrong_l2_block);
    s.needed_l2_block.reset();
    s.batches.provide_l2_block(std::move(block));
    return {};
}

void Pipeline::flush_channel() {
    if (stages_->started && stages_->holocene()) stages_->batches.flush();
}

const L1BlockRef& Pipeline::origin() const noexcept { return stages_->source.origin(); }

const SystemConfig& Pipeline::l1_system_config() const noexcept {
    return stages_->source.system_config();
}

const PipelineCounters& Pipeline::counters() const noexcept { return stages_->counters; }

bool pipeline_starts_earlier(const RollupConfig& config, const L2BlockRef& candidate,
                             std::uint64_t candidate_origin_time, const L2BlockRef& safe_head) {
    const bool after_genesis = candidate.number > config.genesis.l2.number &&
                               candidate.l1_origin.number > config.genesis.l1.number;
    const auto timeout = config.channel_timeout_at(candidate_origin_time);
    return after_genesis && candidate.l1_origin.number + timeout > safe_head.l1_origin.number;
}

}  // namespace dusk::rollup
