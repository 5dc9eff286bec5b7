#include <dusk/core/rollup/blob_encoding.hpp>
#include <dusk/core/rollup/l1_source.hpp>
#include <dusk/core/rollup/system_config_update.hpp>

namespace dusk::rollup {

L1BlockRef l1_block_ref(const L1BlockData& block) {
    return {.hash = block.hash,
            .number = block.header.number,
            .parent_hash = block.header.parent_hash,
            .time = block.header.timestamp};
}

bool is_batcher_transaction(const Transaction& txn, const RollupConfig& config,
                            const Address& batcher, const CryptoProvider& crypto) {
    if (txn.type > TxnType::blob && !txn.is_deposit()) return false;
    if (txn.to != config.batch_inbox_address) return false;
    if (txn.chain_id && *txn.chain_id != config.l1_chain_id) return false;
    return recover_sender(txn, crypto) == batcher;
}

std::vector<BatcherInput> batcher_inputs(const L1BlockData& block, const RollupConfig& config,
                                         const Address& batcher, const CryptoProvider& crypto) {
    const bool blobs_count = config.is_active(OpFork::ecotone, block.header.timestamp);
    std::vector<BatcherInput> out;
    std::uint64_t blob_index = 0;
    for (const auto& txn : block.transactions) {
        const auto first_blob = blob_index;
        blob_index += txn.blob_versioned_hashes.size();
        if (!is_batcher_transaction(txn, config, batcher, crypto)) continue;
        if (txn.type != TxnType::blob || !blobs_count) {
            out.emplace_back(txn.data);
            continue;
        }
        for (std::size_t i = 0; i < txn.blob_versioned_hashes.size(); ++i)
            out.emplace_back(
                IndexedBlobHash{.index = first_blob + i, .hash = txn.blob_versioned_hashes[i]});
    }
    return out;
}

void L1Source::reset(const L1BlockRef& start, const SystemConfig& system_config) {
    origin_ = start;
    system_config_ = system_config;
    at_start_ = true;
    awaits_block_ = true;
    inputs_.clear();
    missing_blobs_.clear();
}

Pulled<Bytes> L1Source::next_data() {
    if (!missing_blobs_.empty()) return stop(StopReason::blobs);
    if (inputs_.empty()) return stop(StopReason::dry);
    auto data = std::move(*std::get_if<Bytes>(&inputs_.front()));
    inputs_.pop_front();
    return data;
}

std::optional<NeedL1Block> L1Source::needed_block() const {
    if (!awaits_block_) return std::nullopt;
    if (at_start_) return NeedL1Block{.number = origin_.number, .hash = origin_.hash};
    return NeedL1Block{.number = origin_.number + 1, .hash = {}};
}

std::optional<NeedBlobs> L1Source::needed_blobs() const {
    if (missing_blobs_.empty()) return std::nullopt;
    return NeedBlobs{.block = origin_, .blobs = missing_blobs_};
}

std::expected<void, PipelineError> L1Source::provide_block(const L1BlockData& block) {
    const auto fail = [](ErrorKind kind, PipelineReason reason) {
        return std::unexpected(PipelineError{.kind = kind, .reason = reason});
    };
    const auto needed = needed_block();
    if (!needed || block.header.number != needed->number)
        return fail(ErrorKind::temporary, PipelineReason::wrong_l1_block);
    if (at_start_) {
        if (block.hash != origin_.hash) return fail(ErrorKind::reset, PipelineReason::l1_reorg);
        origin_ = l1_block_ref(block);
    } else {
        if (block.header.parent_hash != origin_.hash)
            return fail(ErrorKind::reset, PipelineReason::l1_reorg);
        origin_ = l1_block_ref(block);
        // The configuration that a reset starts with has the start block's changes in it.
        counters_.skipped_config_updates +=
            apply_config_updates(system_config_, block.receipts, config_, origin_.time);
    }
    at_start_ = false;
    awaits_block_ = false;
    ++counters_.l1_blocks;

    auto inputs = batcher_inputs(block, config_, system_config_.batcher_addr, crypto_);
    counters_.batcher_transactions += inputs.size();
    inputs_.assign(std::make_move_iterator(inputs.begin()), std::make_move_iterator(inputs.end()));
    missing_blobs_.clear();
    for (const auto& input : inputs_)
        if (const auto* blob = std::get_if<IndexedBlobHash>(&input))
            missing_blobs_.push_back(*blob);
    return {};
}

std::expected<void, PipelineError> L1Source::provide_blobs(const std::vector<Bytes>& blobs) {
    if (blobs.empty() || blobs.size() != missing_blobs_.size())
        return std::unexpected(
            PipelineError{.kind = ErrorKind::temporary, .reason = PipelineReason::wrong_blobs});
    missing_blobs_.clear();
    auto blob = blobs.begin();
    std::deque<BatcherInput> inputs;
    for (auto& input : inputs_) {
        if (std::holds_alternative<Bytes>(input)) {
            inputs.push_back(std::move(input));
            continue;
        }
        // A blob that is no batcher data is skipped (OP ecotone/derivation.md#blob-encoding).
        auto data = decode_blob(*blob++);
        if (data)
            inputs.emplace_back(*std::move(data));
        else
            ++counters_.invalid_blobs;
    }
    inputs_ = std::move(inputs);
    return {};
}

}  // namespace dusk::rollup
