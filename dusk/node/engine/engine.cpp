#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/engine/engine.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::engine {
namespace {

using sources::PayloadStatus;
using sources::PayloadStatusKind;

std::unexpected<rpc::Error> fail(int code, std::string message) {
    return std::unexpected(rpc::Error{code, std::move(message)});
}

PayloadStatus status_of(const ImportResult& result) {
    switch (result.status) {
        case ImportStatus::valid:
            return {PayloadStatusKind::valid, result.latest_valid_hash, std::nullopt};
        case ImportStatus::invalid:
            return {PayloadStatusKind::invalid, result.latest_valid_hash, result.error};
        case ImportStatus::syncing:
            break;
    }
    return {PayloadStatusKind::syncing, std::nullopt, std::nullopt};
}

}  // namespace

sources::PayloadId payload_id(const Hash32& parent, const rollup::PayloadAttributes& attributes) {
    Bytes input = to_bytes(parent);
    append_be(input, attributes.timestamp);
    append(input, attributes.prev_randao);
    append(input, attributes.suggested_fee_recipient);
    append(input, attributes.parent_beacon_block_root.value_or(Hash32{}));
    input.push_back(attributes.no_tx_pool ? 1 : 0);
    append_be(input, std::uint64_t{attributes.transactions.size()});
    for (const auto& txn : attributes.transactions) append(input, keccak256(txn));
    append_be(input, attributes.gas_limit);
    append(input, attributes.eip_1559_params.value_or(rollup::Eip1559Params{}));
    append_be(input, attributes.min_base_fee.value_or(0));
    auto id = sources::PayloadId::from(sha256(input));
    id[0] = attributes.parent_beacon_block_root ? 3 : attributes.withdrawals ? 2 : 1;
    return id;
}

PayloadStatus Engine::new_payload(const sources::PayloadEnvelope& envelope) {
    const std::lock_guard lock(mutex_);
    const auto& hash = envelope.payload.block_hash;
    if (built_ && built_->hash == hash) {
        // Built here: it was executed while it grew.
        if (const auto inserted = chain_.insert_built(built_); !inserted) {
            log::error("engine", "cannot store block: {}", inserted.error().message);
            return {PayloadStatusKind::syncing, std::nullopt, std::nullopt};
        }
        built_.reset();
        return {PayloadStatusKind::valid, hash, std::nullopt};
    }
    const auto block = sources::payload_block(envelope);
    if (!block) {
        const bool wrong_hash = block.error() == sources::PayloadError::wrong_block_hash;
        return {PayloadStatusKind::invalid, std::nullopt,
                wrong_hash ? "blockhash mismatch" : "invalid transaction in payload"};
    }
    const auto result = chain_.import(*block, hash);
    if (result.status == ImportStatus::invalid)
        log::warn("engine", "invalid block",
                  {{"number", block->header.number}, {"error", result.error}});
    return status_of(result);
}

PayloadStatus Engine::status_of_unknown(const Hash32& head) const {
    const auto bad = chain_.bad_blocks().find(head);
    if (!bad) return {PayloadStatusKind::syncing, std::nullopt, std::nullopt};
    return {PayloadStatusKind::invalid, bad->latest_valid, std::string(LINKS_TO_BAD_BLOCK)};
}

std::expected<sources::ForkchoiceAnswer, rpc::Error> Engine::forkchoice_updated(
    const sources::ForkchoiceState& state,
    const std::optional<rollup::PayloadAttributes>& attributes) {
    const std::lock_guard lock(mutex_);
    if (state.head.is_zero())
        return fail(CODE_INVALID_FORKCHOICE_STATE, "Invalid forkchoice state");
    const auto moved = chain_.set_forkchoice(state.head, state.safe, state.finalized);
    if (!moved) {
        switch (moved.error()) {
            case ForkchoiceError::unknown_head:
                return sources::ForkchoiceAnswer{.status = status_of_unknown(state.head),
                                                 .payload_id = std::nullopt};
            case ForkchoiceError::inconsistent:
                return fail(CODE_INVALID_FORKCHOICE_STATE, "Invalid forkchoice state");
            case ForkchoiceError::storage:
                return fail(rpc::CODE_INTERNAL, "storage failure");
        }
    }
    sources::ForkchoiceAnswer answer{.status = {PayloadStatusKind::valid, state.head, std::nullopt},
                                     .payload_id = std::nullopt};
    if (attributes) {
        DUSK_TRY(id, start_job(state.head, *attributes));
        answer.payload_id = id;
    }
    return answer;
}

std::expected<void, rpc::Error> Engine::check_attributes(
    const Header& parent, const rollup::PayloadAttributes& attributes) const {
    const auto invalid = [](std::string_view why) {
        return fail(CODE_INVALID_PAYLOAD_ATTRIBUTES,
                    "Invalid payload attributes: " + std::string(why));
    };
    if (attributes.timestamp <= parent.timestamp)
        return invalid("timestamp not after the parent's");
    if (attributes.gas_limit == 0) return invalid("missing gasLimit");
    const auto rules = rules_at(chain_.config(), attributes.timestamp);
    if (rules.has_op(OpFork::canyon) && !attributes.withdrawals)
        return invalid("missing withdrawals");
    if (rules.has_op(OpFork::ecotone) && !attributes.parent_beacon_block_root)
        return invalid("missing parentBeaconBlockRoot");
    if (rules.has_op(OpFork::holocene) != attributes.eip_1559_params.has_value())
        return invalid("eip1559Params must be present from Holocene on and not before");
    if (rules.has_op(OpFork::jovian) != attributes.min_base_fee.has_value())
        return invalid("minBaseFee must be present from Jovian on and not before");
    if (attributes.eip_1559_params) {
        const auto params = attributes.eip_1559_params->view();
        const auto denominator = load_be<std::uint32_t>(params);
        const auto elasticity = load_be<std::uint32_t>(params.last(4));
        // Both zero stand for the chain's constants (OP holocene/exec-engine.md).
        if ((denominator == 0) != (elasticity == 0))
            return invalid("eip1559Params with one parameter zero");
    }
    return {};
}

std::expected<sources::PayloadId, rpc::Error> Engine::start_job(
    const Hash32& head, const rollup::PayloadAttributes& attributes) {
    const auto parent = chain_.store().header(head);
    if (!parent || !*parent) return fail(rpc::CODE_INTERNAL, "storage failure");
    DUSK_TRY_VOID(check_attributes(**parent, attributes));
    const auto id = payload_id(head, attributes);
    for (const auto& job : jobs_)
        if (job.id == id) return id;
    // Nobody asks again for blocks below the head.
    jobs_.remove_if(
        [&](const Job& job) { return job.job->input().parent.number + 1 < (*parent)->number; });
    auto job = builder::PayloadJob::start(chain_, pool_,
                                          {.parent = {head, (*parent)->number},
                                           .parent_header = **parent,
                                           .attributes = attributes,
                                           .da_limits = da_limits_,
                                           .gas_max = gas_max_});
    if (!job) {
        if (job.error().error == builder::BuildError::bad_attributes)
            return fail(CODE_INVALID_PAYLOAD_ATTRIBUTES,
                        "Invalid payload attributes: " + job.error().message);
        return fail(rpc::CODE_INTERNAL, job.error().message);
    }
    jobs_.push_back({id, *std::move(job)});
    if (jobs_.size() > PAYLOAD_JOBS_MAX) jobs_.pop_front();
    return id;
}

std::expected<sources::PayloadEnvelope, rpc::Error> Engine::get_payload(
    const sources::PayloadId& id) {
    const std::lock_guard lock(mutex_);
    for (auto& entry : jobs_) {
        if (entry.id != id) continue;
        auto sealed = entry.job->seal();
        if (!sealed) return fail(rpc::CODE_INTERNAL, sealed.error().message);
        built_ = *std::move(sealed);
        const auto rules = rules_at(chain_.config(), built_->header.timestamp);
        auto envelope = sources::payload_envelope({.header = built_->header,
                                                   .transactions = {},
                                                   .ommers = {},
                                                   .withdrawals = built_->body.withdrawals},
                                                  built_->hash, rules.has_op(OpFork::isthmus));
        envelope.payload.transactions = built_->encoded_txns;
        envelope.block_value = entry.job->priority_fees();
        return envelope;
    }
    return fail(CODE_UNKNOWN_PAYLOAD, "Unknown payload");
}

void Engine::await_pass(const sources::PayloadId& id) {
    const std::lock_guard lock(mutex_);
    for (auto& entry : jobs_)
        if (entry.id == id) entry.job->await_pass();
}

void Engine::set_da_limits(const builder::DaLimits& limits) {
    const std::lock_guard lock(mutex_);
    da_limits_ = limits;
}

void Engine::set_gas_max(std::uint64_t gas) {
    const std::lock_guard lock(mutex_);
    gas_max_ = gas;
}

}  // namespace dusk::engine
