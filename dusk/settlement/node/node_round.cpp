// The node's thread: it carries out what the round of consensus asks for.
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/metrics/metrics.hpp>
#include <dusk/settlement/node/node.hpp>

namespace dusk::settlement {
namespace {

struct Metrics {
    metrics::Gauge height = metrics::registry().gauge("duskds_block_height", "Height of the tip");
    metrics::Gauge final_height =
        metrics::registry().gauge("duskds_final_height", "Height of the last final block");
    metrics::Gauge mempool =
        metrics::registry().gauge("duskds_mempool_size", "Waiting transactions");
    metrics::Counter txs =
        metrics::registry().counter("duskds_transactions", "Transactions in accepted blocks");
    metrics::Counter blobs =
        metrics::registry().counter("duskds_blobs", "Blobs in accepted blocks");
    metrics::Histogram accept = metrics::registry().histogram(
        "duskds_accept_seconds", "Time to accept a block", metrics::duration_bounds_s());
};

const Metrics& node_metrics() {
    static const Metrics instance;
    return instance;
}

}  // namespace

void Node::begin_round() {
    auto tip = chain_->tip();
    RoundInputs inputs{.tip = tip.header,
                       .provisioners = std::move(tip.provisioners),
                       .timeouts = timeouts_.base(),
                       .slot_ms = tip.header.timestamp_s * 1000 + config_.block_time_ms,
                       .build_lead_ms = config_.build_lead_ms};
    round_.emplace(std::move(inputs), config_.consensus_key ? &*config_.consensus_key : nullptr,
                   native_bls());
    wake_ms_.reset();
    pending_.clear();
    carry_out(round_->start(clock_.now_ms()));
}

/// Effects in order; those that an answer brings come after the ones that wait.
void Node::carry_out(Effects effects) {
    const bool is_running = !pending_.empty();
    std::ranges::move(effects, std::back_inserter(pending_));
    if (is_running) return;
    while (!pending_.empty()) {
        const auto effect = pending_.front();
        if (const auto* message = std::get_if<Broadcast>(&effect)) {
            if (broadcast_) broadcast_(message->message);
        } else if (const auto* wake = std::get_if<WakeAt>(&effect)) {
            wake_ms_ = wake->time_ms;
        } else if (const auto* elapsed = std::get_if<StepElapsed>(&effect)) {
            timeouts_.record(elapsed->step, elapsed->elapsed_ms);
        } else if (const auto* build = std::get_if<BuildCandidate>(&effect)) {
            build_candidate(*build);
        } else if (const auto* verify = std::get_if<VerifyCandidate>(&effect)) {
            verify_candidate(*verify);
        } else if (const auto* decision = std::get_if<Decide>(&effect)) {
            // The round is over: whatever it still asked for is void.
            const auto decided = *decision;
            pending_.clear();
            accept(decided);
            return;
        }
        pending_.erase(pending_.begin());
    }
}

void Node::build_candidate(const BuildCandidate& request) {
    const auto start_ms = clock_.steady_ms();
    auto built = chain_->build(
        {.iteration = request.iteration,
         .failed_iterations = request.failed_iterations,
         .now_s = std::max(clock_.now_s(), not_before_s_),
         .waiting = waiting(),
         .out_of_time =
             [&] { return clock_.steady_ms() - start_ms >= config_.generation_timeout_ms; }},
        *config_.consensus_key);
    if (!built) {
        log::error("duskds", "cannot build a block: {}", built.error());
        carry_out(round_->on_candidate(std::nullopt, clock_.now_ms()));
        return;
    }
    for (const auto& [id, reason] : built->discarded) {
        log::info("duskds", "transaction {} discarded: {}", to_hex_plain(id), reason);
        const std::lock_guard lock(mempool_mutex_);
        drop(mempool_.erase_with_followers(id));
    }
    carry_out(round_->on_candidate(std::move(built->block), clock_.now_ms()));
}

void Node::drop(const std::vector<Hash32>& ids) {
    if (auto written = chain_->store().remove_waiting(ids); !written) healthy_ = false;
    for (const auto& id : ids) notify(TxRemoved{id});
}

void Node::verify_candidate(const VerifyCandidate& request) {
    const auto verified = chain_->verify_candidate(request.block, clock_.now_s());
    auto verdict = Verdict::valid;
    if (!verified) {
        log::warn("duskds", "candidate {} refused: {}", to_hex_plain(request.block.header.hash),
                  verified.error().reason);
        verdict = verified.error().demands_vote ? Verdict::invalid : Verdict::no_vote;
    }
    carry_out(round_->on_verdict(request.block.header.hash, verdict, clock_.now_ms()));
}

void Node::accept(const Decide& decision) {
    const auto start_ms = clock_.steady_ms();
    if (!decision.block) {
        log::error("duskds", "block {} is attested but its candidate is unknown",
                   to_hex_plain(decision.hash));
        return;
    }
    std::expected<Accepted, std::string> accepted;
    std::vector<Hash32> gone;
    {
        // Held over the commit: a transaction is checked against the state before or after it.
        const std::lock_guard lock(mempool_mutex_);
        gone = mempool_.spent(decision.block->txs);
        accepted = chain_->accept(*decision.block, clock_.now_s(), gone);
        if (accepted) mempool_.erase(gone);
    }
    if (!accepted) {
        log::error("duskds", "cannot accept block {}: {}", to_hex_plain(decision.hash),
                   accepted.error());
        healthy_ = false;
        return;
    }
    after_accept(*accepted, gone);
    node_metrics().accept.observe(static_cast<double>(clock_.steady_ms() - start_ms) / 1000);
    begin_round();
}

void Node::after_accept(const Accepted& accepted, const std::vector<Hash32>& gone) {
    const auto record = std::make_shared<const BlockRecord>(accepted.record);
    const auto& header = record->block.header;
    notify(BlockAccepted{record});
    for (const auto& id : gone) notify(TxRemoved{id});
    for (const auto& changed : accepted.relabelled) {
        const auto other = chain_->store().record(changed.height);
        if (other)
            notify(BlockStateChange{other->block.header.hash, changed.label.kind, header.height});
    }
    std::uint64_t gas_spent = 0;
    for (const auto& outcome : record->outcomes) gas_spent += outcome.gas_spent;
    std::size_t blob_count = 0;
    for (const auto& tx : record->block.txs)
        if (const auto* blobs = blobs_of(tx.payload.data)) blob_count += blobs->size();
    const auto final_height = chain_->store().final_height();
    log::info("duskds", "block accepted",
              {{"height", header.height},
               {"hash", to_hex_plain(header.hash)},
               {"txs", record->block.txs.size()},
               {"blobs", blob_count},
               {"gas", gas_spent},
               {"iteration", unsigned{header.iteration}},
               {"final", final_height}});
    {
        const std::lock_guard lock(mempool_mutex_);
        drop(mempool_.erase_expired(clock_.now_ms()));
        node_metrics().mempool.set(static_cast<double>(mempool_.size()));
    }
    node_metrics().height.set(static_cast<double>(header.height));
    node_metrics().final_height.set(static_cast<double>(final_height));
    node_metrics().txs.increment(static_cast<double>(record->block.txs.size()));
    node_metrics().blobs.increment(static_cast<double>(blob_count));
}

}  // namespace dusk::settlement
