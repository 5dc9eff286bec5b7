#include <boost/json/object.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/driver/sync_status.hpp>

namespace dusk::driver {

namespace json = boost::json;

json::value to_json(const rollup::BlockId& id) {
    return json::object{{"hash", to_hex(id.hash)}, {"number", id.number}};
}

json::value to_json(const rollup::L1BlockRef& ref) {
    return json::object{{"hash", to_hex(ref.hash)},
                        {"number", ref.number},
                        {"parentHash", to_hex(ref.parent_hash)},
                        {"timestamp", ref.time}};
}

json::value to_json(const rollup::L2BlockRef& ref) {
    return json::object{{"hash", to_hex(ref.hash)},
                        {"number", ref.number},
                        {"parentHash", to_hex(ref.parent_hash)},
                        {"timestamp", ref.time},
                        {"l1origin", to_json(ref.l1_origin)},
                        {"sequenceNumber", ref.sequence_number}};
}

json::value to_json(const SyncStatus& status) {
    return json::object{{"current_l1", to_json(status.current_l1)},
                        // Kept by op-node for old clients.
                        {"current_l1_finalized", to_json(status.finalized_l1)},
                        {"head_l1", to_json(status.head_l1)},
                        {"safe_l1", to_json(status.safe_l1)},
                        {"finalized_l1", to_json(status.finalized_l1)},
                        {"unsafe_l2", to_json(status.unsafe_l2)},
                        {"safe_l2", to_json(status.safe_l2)},
                        {"finalized_l2", to_json(status.finalized_l2)},
                        {"pending_safe_l2", to_json(status.pending_safe_l2)},
                        // Without interop both are what they are on this chain alone.
                        {"cross_unsafe_l2", to_json(status.unsafe_l2)},
                        {"local_safe_l2", to_json(status.safe_l2)}};
}

}  // namespace dusk::driver
