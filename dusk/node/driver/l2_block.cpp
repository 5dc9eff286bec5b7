#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/l2_block_info.hpp>
#include <dusk/node/driver/l2_block.hpp>

namespace dusk::driver {

using sources::FailureKind;
using sources::Outcome;
using sources::PayloadEnvelope;

namespace {

/// The fields of the header that a place in the rollup depends on; the roots are left out.
Header partial_header(const sources::ExecutionPayload& payload) {
    Header out;
    out.parent_hash = payload.parent_hash;
    out.number = payload.block_number;
    out.gas_limit = payload.gas_limit;
    out.timestamp = payload.timestamp;
    out.extra_data = payload.extra_data;
    return out;
}

std::optional<Transaction> first_transaction(const sources::ExecutionPayload& payload) {
    if (payload.transactions.empty()) return std::nullopt;
    auto txn = decode_transaction(payload.transactions.front());
    if (!txn) return std::nullopt;
    return *std::move(txn);
}

std::unexpected<sources::Failure> foreign(const sources::ExecutionPayload& payload,
                                          rollup::L2BlockError error) {
    return sources::fail(
        FailureKind::critical,
        fmt::format("L2 block {} {} is none of this rollup (reason {})", payload.block_number,
                    to_hex(payload.block_hash), static_cast<int>(error)));
}

}  // namespace

Outcome<rollup::L2BlockRef> l2_ref_of(const rollup::RollupConfig& config,
                                      const PayloadEnvelope& block) {
    const auto first = first_transaction(block.payload);
    const auto ref = rollup::l2_block_ref_from(config, partial_header(block.payload),
                                               block.payload.block_hash, first ? &*first : nullptr);
    if (!ref) return foreign(block.payload, ref.error());
    return *ref;
}

Outcome<rollup::L2Parent> l2_parent_of(const rollup::RollupConfig& config,
                                       const rollup::UpgradePayloads& payloads,
                                       const PayloadEnvelope& block) {
    const auto first = first_transaction(block.payload);
    const auto* txn = first ? &*first : nullptr;
    const auto header = partial_header(block.payload);
    const auto& hash = block.payload.block_hash;
    const auto ref = rollup::l2_block_ref_from(config, header, hash, txn);
    if (!ref) return foreign(block.payload, ref.error());
    const auto system_config = rollup::system_config_from(config, payloads, header, hash, txn);
    if (!system_config) return foreign(block.payload, system_config.error());
    return rollup::L2Parent{.ref = *ref, .system_config = *system_config};
}

}  // namespace dusk::driver
