#include <boost/json/object.hpp>

#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/output_root.hpp>
#include <dusk/node/driver/l2_block.hpp>
#include <dusk/node/driver/rollup_methods.hpp>
#include <dusk/node/genesis/rollup_file.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::driver {

namespace json = boost::json;
namespace params = rpc::params;

namespace {

rpc::Error error_of(const sources::Failure& failure) { return rpc::server_error(failure.text); }

/// From Isthmus on the header has it; before, the engine proves it.
sources::Outcome<Hash32> message_passer_root(RollupNode& node,
                                             const sources::PayloadEnvelope& block) {
    const auto& config = node.context().config;
    if (config.is_active(OpFork::isthmus, block.payload.timestamp) &&
        block.payload.withdrawals_root)
        return *block.payload.withdrawals_root;
    return node.engine().message_passer_root(block);
}

rpc::Result output_at_block(RollupNode& node, const rpc::Params& arguments) {
    DUSK_TRY(number, params::quantity64(arguments, 0));
    const auto block = node.engine().block(number);
    if (!block) return std::unexpected(error_of(block.error()));
    const auto ref = l2_ref_of(node.context().config, *block);
    if (!ref) return std::unexpected(error_of(ref.error()));
    const auto storage_root = message_passer_root(node, *block);
    if (!storage_root) return std::unexpected(error_of(storage_root.error()));
    const auto root = rollup::output_root({.state_root = block->payload.state_root,
                                           .message_passer_storage_root = *storage_root,
                                           .block_hash = ref->hash});
    return json::object{{"version", to_hex(Hash32{})},
                        {"outputRoot", to_hex(root)},
                        {"blockRef", to_json(*ref)},
                        {"withdrawalStorageRoot", to_hex(*storage_root)},
                        {"stateRoot", to_hex(block->payload.state_root)},
                        {"syncStatus", to_json(node.status())}};
}

rpc::Result safe_head_at_l1_block(RollupNode& node, const rpc::Params& arguments) {
    DUSK_TRY(number, params::quantity64(arguments, 0));
    if (node.context().safe_db == nullptr)
        return std::unexpected(rpc::server_error("safe head database not enabled"));
    const auto row = node.context().safe_db->at(number);
    if (!row) return std::unexpected(error_of(row.error()));
    return json::object{{"l1Block", to_json(row->l1)}, {"safeHead", to_json(row->safe)}};
}

std::expected<sequencer::Sequencer*, rpc::Error> sequencer_of(RollupNode& node) {
    if (node.sequencer() == nullptr)
        return std::unexpected(rpc::server_error("sequencer is not enabled"));
    return node.sequencer();
}

rpc::Result start_sequencer(RollupNode& node, const rpc::Params& arguments) {
    DUSK_TRY(head, params::hash(arguments, 0));
    DUSK_TRY(sequencer, sequencer_of(node));
    const auto started = sequencer->start(head);
    if (!started) return std::unexpected(rpc::server_error(started.error()));
    node.wake();
    return nullptr;
}

rpc::Result stop_sequencer(RollupNode& node) {
    DUSK_TRY(sequencer, sequencer_of(node));
    const auto head = sequencer->stop();
    if (!head) return std::unexpected(rpc::server_error(head.error()));
    return json::value(to_hex(*head));
}

rpc::Result post_unsafe_payload(RollupNode& node, const rpc::Params& arguments) {
    DUSK_TRY(given, params::any(arguments, 0));
    auto envelope = sources::envelope_from_json(*given);
    if (!envelope) return std::unexpected(params::invalid(0, envelope.error()));
    const auto& config = node.context().config;
    envelope->has_requests = config.is_active(OpFork::isthmus, envelope->payload.timestamp);
    if (const auto block = sources::payload_block(*envelope); !block)
        return std::unexpected(rpc::server_error("payload has bad block hash"));
    const auto inserted = node.controller().insert_unsafe(*envelope);
    if (!inserted) return std::unexpected(error_of(inserted.error()));
    return nullptr;
}

void add_admin_methods(rpc::MethodTable& table, RollupNode& node) {
    using Context = rpc::CallContext;
    table.add("admin_startSequencer", [&node](const rpc::Params& arguments, Context&) {
        return start_sequencer(node, arguments);
    });
    table.add("admin_stopSequencer",
              [&node](const rpc::Params&, Context&) { return stop_sequencer(node); });
    table.add("admin_sequencerActive", [&node](const rpc::Params&, Context&) -> rpc::Result {
        return node.sequencer() != nullptr && node.sequencer()->active();
    });
    table.add("admin_resetDerivationPipeline",
              [&node](const rpc::Params&, Context&) -> rpc::Result {
                  node.controller().request_reset("asked for by an operator");
                  node.wake();
                  return nullptr;
              });
    table.add("admin_postUnsafePayload", [&node](const rpc::Params& arguments, Context&) {
        return post_unsafe_payload(node, arguments);
    });
}

}  // namespace

rpc::MethodTable rollup_methods(RollupNode& node, const std::string& version, bool with_admin) {
    using Context = rpc::CallContext;
    rpc::MethodTable table;
    table.add("optimism_syncStatus", [&node](const rpc::Params&, Context&) -> rpc::Result {
        return to_json(node.status());
    });
    table.add("optimism_outputAtBlock", [&node](const rpc::Params& arguments, Context&) {
        return output_at_block(node, arguments);
    });
    table.add("optimism_safeHeadAtL1Block", [&node](const rpc::Params& arguments, Context&) {
        return safe_head_at_l1_block(node, arguments);
    });
    table.add("optimism_rollupConfig", [&node](const rpc::Params&, Context&) -> rpc::Result {
        return genesis::rollup_config_json(node.context().config);
    });
    table.add("optimism_version", [version](const rpc::Params&, Context&) -> rpc::Result {
        return json::value(version);
    });
    if (with_admin) add_admin_methods(table, node);
    return table;
}

}  // namespace dusk::driver
