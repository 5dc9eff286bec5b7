#include <dusk/core/base/result.hpp>
#include <dusk/node/batcher/sync_status.hpp>
#include <dusk/platform/config/reader.hpp>

namespace dusk::batcher {

namespace {

using config::Read;
using config::Reader;

Read<rollup::L1BlockRef> l1_ref(const Reader& in, std::string_view name) {
    DUSK_TRY(member, in.at(name));
    DUSK_TRY(hash, member.hash("hash"));
    DUSK_TRY(number, member.u64("number"));
    DUSK_TRY(parent_hash, member.hash("parentHash"));
    DUSK_TRY(time, member.u64("timestamp"));
    return rollup::L1BlockRef{hash, number, parent_hash, time};
}

Read<rollup::L2BlockRef> l2_ref(const Reader& in, std::string_view name) {
    DUSK_TRY(member, in.at(name));
    DUSK_TRY(hash, member.hash("hash"));
    DUSK_TRY(number, member.u64("number"));
    DUSK_TRY(parent_hash, member.hash("parentHash"));
    DUSK_TRY(time, member.u64("timestamp"));
    DUSK_TRY(origin, member.at("l1origin"));
    DUSK_TRY(origin_hash, origin.hash("hash"));
    DUSK_TRY(origin_number, origin.u64("number"));
    DUSK_TRY(sequence_number, member.u64("sequenceNumber"));
    return rollup::L2BlockRef{.hash = hash,
                              .number = number,
                              .parent_hash = parent_hash,
                              .time = time,
                              .l1_origin = {origin_hash, origin_number},
                              .sequence_number = sequence_number};
}

Read<SyncStatus> read(const Reader& in) {
    DUSK_TRY(current_l1, l1_ref(in, "current_l1"));
    DUSK_TRY(head_l1, l1_ref(in, "head_l1"));
    DUSK_TRY(unsafe_l2, l2_ref(in, "unsafe_l2"));
    // The chain that follows from batches; nodes without interop know only safe_l2.
    DUSK_TRY(safe_l2, l2_ref(in, in.find("local_safe_l2") ? "local_safe_l2" : "safe_l2"));
    return SyncStatus{current_l1, head_l1, unsafe_l2, safe_l2};
}

}  // namespace

std::expected<SyncStatus, std::string> sync_status_from_json(const boost::json::value& in) {
    auto status = read(Reader{in, "optimism_syncStatus"});
    if (!status) return std::unexpected(status.error().text());
    return *std::move(status);
}

}  // namespace dusk::batcher
