#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/rollup/batch_inbox.hpp>
#include <dusk/node/genesis/new_rollup.hpp>

namespace dusk::genesis {
namespace {

/// A trie that starts empty asks for no node.
class NoNodes final : public NodeSource {
public:
    std::shared_ptr<const Bytes> node(const Hash32&) const override { return nullptr; }
};

OpForkSchedule schedule_of(const NewRollup& decisions) {
    auto schedule = OpForkSchedule::all_through(decisions.fork);
    for (auto i = static_cast<std::size_t>(decisions.fork) + 1; i < OP_FORK_COUNT; ++i)
        schedule.time[i] = decisions.later_forks.time[i];
    return schedule;
}

}  // namespace

Header computed_genesis_header(const Genesis& genesis) {
    const auto update = apply_state_diff(EMPTY_TRIE_ROOT, to_state_diff(genesis.alloc), NoNodes{});
    DUSK_CHECK(update.has_value());
    Hash32 message_passer_root = EMPTY_TRIE_ROOT;
    for (const auto& [address, root] : update->storage_roots)
        if (address == L2_TO_L1_MESSAGE_PASSER) message_passer_root = root;
    return genesis_header(genesis, update->state_root, message_passer_root);
}

RollupFiles make_rollup(const NewRollup& decisions, const CryptoProvider& crypto) {
    RollupFiles files;
    auto& genesis = files.genesis;
    genesis.chain_id = decisions.l2_chain_id;
    genesis.forks = schedule_of(decisions);
    genesis.eip1559 = decisions.eip1559;
    genesis.header.timestamp = decisions.l1_start.time;
    genesis.header.gas_limit = decisions.system_config.gas_limit;
    genesis.header.base_fee_per_gas = 1'000'000'000;
    genesis.header.coinbase =
        Address{{0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11}};
    genesis.header.extra_data =
        genesis_extra_data(decisions.fork, decisions.eip1559, decisions.system_config.min_base_fee);
    genesis.alloc = build_genesis_state(
        {.l1_chain_id = decisions.l1_chain_id,
         .l2_chain_id = decisions.l2_chain_id,
         .fork = decisions.fork,
         .proxy_admin_owner = decisions.proxy_admin_owner,
         .l1_cross_domain_messenger = decisions.l1_contracts.l1_cross_domain_messenger,
         .l1_standard_bridge = decisions.l1_contracts.l1_standard_bridge,
         .l1_erc721_bridge = decisions.l1_contracts.l1_erc721_bridge,
         .fee_vault_recipient = decisions.fee_vault_recipient,
         .fee_vault_minimum = 0,
         .funded = decisions.funded},
        crypto);

    auto& rollup = files.rollup;
    rollup.genesis.l1 = decisions.l1_start.id();
    rollup.genesis.l2 = {header_hash(computed_genesis_header(genesis)), 0};
    rollup.genesis.l2_time = genesis.header.timestamp;
    rollup.genesis.system_config = decisions.system_config;
    rollup.block_time = decisions.block_time_s;
    rollup.max_sequencer_drift = decisions.max_sequencer_drift_s;
    rollup.seq_window_size = decisions.seq_window_size;
    rollup.channel_timeout = decisions.channel_timeout;
    rollup.l1_chain_id = decisions.l1_chain_id;
    rollup.l2_chain_id = decisions.l2_chain_id;
    rollup.forks = genesis.forks;
    rollup.batch_inbox_address = rollup::batch_inbox_address(decisions.l2_chain_id);
    rollup.deposit_contract_address = decisions.l1_contracts.optimism_portal;
    rollup.l1_system_config_address = decisions.l1_contracts.system_config;
    rollup.protocol_versions_address = decisions.l1_contracts.protocol_versions;
    rollup.chain_op_config = {
        .eip1559_elasticity = static_cast<std::uint32_t>(decisions.eip1559.elasticity),
        .eip1559_denominator = static_cast<std::uint32_t>(decisions.eip1559.denominator),
        .eip1559_denominator_canyon =
            static_cast<std::uint32_t>(decisions.eip1559.denominator_canyon)};
    return files;
}

}  // namespace dusk::genesis
