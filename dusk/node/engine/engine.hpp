// Engine: the execution node's side of the Engine API. A rollup node gives it blocks and heads, and
// asks it for blocks to be built. Spec: execution-apis, engine/{paris,shanghai,cancun,prague}.md;
// OP specs, exec-engine.md#engine-api.
#pragma once

#include <expected>
#include <list>
#include <mutex>

#include <dusk/node/builder/payload_job.hpp>
#include <dusk/node/sources/payload_json.hpp>
#include <dusk/platform/rpc/error.hpp>

namespace dusk::engine {

// Error codes of the Engine API (execution-apis, engine/common.md#errors).
inline constexpr int CODE_UNKNOWN_PAYLOAD = -38001;
inline constexpr int CODE_INVALID_FORKCHOICE_STATE = -38002;
inline constexpr int CODE_INVALID_PAYLOAD_ATTRIBUTES = -38003;
inline constexpr int CODE_TOO_LARGE_REQUEST = -38004;
inline constexpr int CODE_UNSUPPORTED_FORK = -38005;

/// Payloads that may be asked for: a rollup node asks for the newest.
inline constexpr std::size_t PAYLOAD_JOBS_MAX = 8;

/// Thread-safe: calls are taken one at a time.
class Engine {
public:
    /// Both outlive the engine.
    Engine(Chain& chain, pool::TxnPool& pool) : chain_(chain), pool_(pool) {}

    sources::PayloadStatus new_payload(const sources::PayloadEnvelope& envelope);

    std::expected<sources::ForkchoiceAnswer, rpc::Error> forkchoice_updated(
        const sources::ForkchoiceState& state,
        const std::optional<rollup::PayloadAttributes>& attributes);

    std::expected<sources::PayloadEnvelope, rpc::Error> get_payload(const sources::PayloadId& id);
    /// Returns once the pool has been looked through for this payload, for who leaves a block no
    /// time to grow.
    void await_pass(const sources::PayloadId& id);

    /// Limits for blocks built from now on (miner_setMaxDASize).
    void set_da_limits(const builder::DaLimits& limits);

    /// Gas past which the pool's transactions do not fill blocks built from now on; zero: the
    /// blocks' own limit (op-reth: miner_setGasLimit).
    void set_gas_max(std::uint64_t gas);

    Chain& chain() noexcept { return chain_; }
    pool::TxnPool& pool() noexcept { return pool_; }

private:
    struct Job {
        sources::PayloadId id;
        std::unique_ptr<builder::PayloadJob> job;
    };

    sources::PayloadStatus status_of_unknown(const Hash32& head) const;
    std::expected<sources::PayloadId, rpc::Error> start_job(
        const Hash32& head, const rollup::PayloadAttributes& attributes);
    std::expected<void, rpc::Error> check_attributes(
        const Header& parent, const rollup::PayloadAttributes& attributes) const;

    Chain& chain_;
    pool::TxnPool& pool_;
    std::mutex mutex_;
    // Guarded by mutex_: jobs, oldest first; blocks that were built but not given back yet.
    std::list<Job> jobs_;
    std::shared_ptr<const store::ExecutedBlock> built_;
    builder::DaLimits da_limits_;
    std::uint64_t gas_max_ = 0;
};

/// Identifies a payload by its parent and all attributes; first byte: version of the call.
sources::PayloadId payload_id(const Hash32& parent, const rollup::PayloadAttributes& attributes);

}  // namespace dusk::engine
