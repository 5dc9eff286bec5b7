#include <gtest/gtest.h>

#include <dusk/core/rollup/l1_attributes.hpp>
#include <dusk/core/rollup/l2_block_info.hpp>
#include <dusk/core/rollup/output_root.hpp>
#include <dusk/core/rollup/system_config_update.hpp>
#include <dusk/core/rollup/testing.hpp>

namespace dusk::rollup {
namespace {

using testing::address_of;
using testing::config_through;
using testing::hash_of;
using Type = ConfigUpdateType;

Bytes word(const u256& value) { return to_bytes(to_hash32(value)); }

SystemConfig after(Type type, BytesView data, OpFork fork = OpFork::jovian) {
    SystemConfig config = config_through(fork).genesis.system_config;
    const auto rollup = config_through(fork);
    const auto log = config_update_log(rollup.l1_system_config_address, type, data);
    EXPECT_TRUE(apply_config_update(config, log, rollup, 10'000));
    return config;
}

TEST(config_update, topic_is_the_hash_of_the_event) {
    EXPECT_EQ(CONFIG_UPDATE_TOPIC, keccak256(as_bytes("ConfigUpdate(uint256,uint8,bytes)")));
}

TEST(config_update, applies_every_type) {
    const auto before = config_through(OpFork::jovian).genesis.system_config;
    EXPECT_EQ(after(Type::batcher, Hash32::from_right(address_of(77))).batcher_addr,
              address_of(77));
    EXPECT_EQ(after(Type::gas_limit, word(u256{60'000'000})).gas_limit, 60'000'000u);
    EXPECT_EQ(after(Type::unsafe_block_signer, word(u256{1})), before);
    EXPECT_EQ(after(Type::eip1559_params, word((u256{250} << 32) | u256{6})).eip1559_params,
              encode_eip1559_params(250, 6));
    EXPECT_EQ(after(Type::eip1559_params, word(u256{})).eip1559_params, Eip1559Params{});
    const OperatorFee fee{.scalar = 5, .constant = 7};
    EXPECT_EQ(after(Type::operator_fee_params, encode_operator_fee(fee)).operator_fee_params,
              encode_operator_fee(fee));
    EXPECT_EQ(after(Type::min_base_fee, word(u256{123})).min_base_fee, 123u);
    EXPECT_EQ(after(Type::da_footprint_gas_scalar, word(u256{65535})).da_footprint_gas_scalar,
              65535);
}

TEST(config_update, takes_fee_scalars_by_fork) {
    const auto scalar = encode_ecotone_scalar({.base_fee_scalar = 3, .blob_base_fee_scalar = 4});
    Bytes data = word(u256{9});
    append(data, scalar);
    const auto ecotone = after(Type::fee_scalars, data, OpFork::ecotone);
    EXPECT_EQ(ecotone.scalar, scalar);
    EXPECT_EQ(ecotone.overhead, Hash32{});
    const auto bedrock = after(Type::fee_scalars, data, OpFork::bedrock);
    EXPECT_EQ(bedrock.scalar, scalar);
    EXPECT_EQ(bedrock.overhead, to_hash32(u256{9}));
    // A malformed scalar changes nothing from Ecotone on.
    data[32] = 2;
    EXPECT_EQ(after(Type::fee_scalars, data, OpFork::ecotone),
              config_through(OpFork::ecotone).genesis.system_config);
}

TEST(config_update, skips_what_cannot_be_parsed) {
    const auto rollup = config_through(OpFork::jovian);
    const auto error = [&](Type type, BytesView data, auto change) {
        auto config = rollup.genesis.system_config;
        auto log = config_update_log(rollup.l1_system_config_address, type, data);
        change(log);
        const auto result = apply_config_update(config, log, rollup, 10'000);
        EXPECT_EQ(config, rollup.genesis.system_config);
        return result.error();
    };
    const auto same = [](Log&) {};
    using Error = ConfigUpdateError;
    const auto one = word(u256{1});
    EXPECT_EQ(error(Type::batcher, one, [](Log& l) { l.topics.pop_back(); }),
              Error::wrong_topic_count);
    EXPECT_EQ(error(Type::batcher, one, [](Log& l) { l.topics[0][0] ^= 1; }), Error::wrong_topic);
    EXPECT_EQ(error(Type::batcher, one, [](Log& l) { l.topics[1][31] = 1; }),
              Error::unknown_version);
    EXPECT_EQ(error(Type::batcher, one, [](Log& l) { l.topics[2][31] = 8; }), Error::unknown_type);
    EXPECT_EQ(error(Type::batcher, one, [](Log& l) { l.topics[2][0] = 1; }), Error::unknown_type);
    EXPECT_EQ(error(Type::batcher, one, [](Log& l) { l.data.pop_back(); }), Error::malformed_data);
    EXPECT_EQ(error(Type::batcher, one, [](Log& l) { l.data.push_back(0); }),
              Error::malformed_data);
    EXPECT_EQ(error(Type::batcher, one, [](Log& l) { l.data[31] = 64; }), Error::malformed_data);
    EXPECT_EQ(error(Type::batcher, one, [](Log& l) { l.data[63] = 31; }), Error::malformed_data);
    EXPECT_EQ(error(Type::batcher, word(u256{1} << 160), same), Error::malformed_data);
    EXPECT_EQ(error(Type::gas_limit, word(u256{1} << 64), same), Error::malformed_data);
    EXPECT_EQ(error(Type::min_base_fee, word(u256{1} << 64), same), Error::malformed_data);
    EXPECT_EQ(error(Type::da_footprint_gas_scalar, word(u256{65536}), same), Error::malformed_data);
    EXPECT_EQ(error(Type::fee_scalars, one, same), Error::malformed_data);
    EXPECT_EQ(error(Type::eip1559_params, word(u256{250} << 32), same), Error::bad_eip1559_params);
    EXPECT_EQ(error(Type::eip1559_params, word(u256{6}), same), Error::bad_eip1559_params);
    EXPECT_EQ(error(Type::operator_fee_params, Bytes(64), same), Error::malformed_data);
}

TEST(config_update, goes_on_after_a_malformed_one) {
    const auto rollup = config_through(OpFork::jovian);
    const auto good =
        config_update_log(rollup.l1_system_config_address, Type::gas_limit, word(u256{5}));
    auto bad = good;
    bad.data.pop_back();
    auto elsewhere = config_update_log(address_of(99), Type::gas_limit, word(u256{6}));
    const std::vector<Receipt> receipts{
        {.success = true, .logs = {bad, good, elsewhere}},
        {.success = false,
         .logs = {
             config_update_log(rollup.l1_system_config_address, Type::gas_limit, word(u256{7}))}}};
    auto config = rollup.genesis.system_config;
    EXPECT_EQ(apply_config_updates(config, receipts, rollup, 10'000), 1u);
    EXPECT_EQ(config.gas_limit, 5u);
}

TEST(ecotone_scalar, decodes_both_versions) {
    const FeeScalars both{.base_fee_scalar = 1, .blob_base_fee_scalar = 2};
    EXPECT_EQ(decode_ecotone_scalar(encode_ecotone_scalar(both)), both);
    Hash32 version0;
    version0[31] = 9;
    EXPECT_EQ(decode_ecotone_scalar(version0), FeeScalars{.base_fee_scalar = 9});
    version0[10] = 1;
    EXPECT_EQ(decode_ecotone_scalar(version0), FeeScalars{.base_fee_scalar = 0xffffffff});
    EXPECT_EQ(check_ecotone_scalar(version0).error(), ScalarError::padding_not_zero);
    version0[0] = 2;
    EXPECT_EQ(decode_ecotone_scalar(version0).error(), ScalarError::unknown_version);
}

// L1 attributes ------------------------------------------------------------------------------

L1BlockInfo sample_l1() {
    return {.ref = {.hash = hash_of("l1", 200),
                    .number = 200,
                    .parent_hash = hash_of("l1", 199),
                    .time = 10'000},
            .base_fee = u256{7},
            .excess_blob_gas = 0,
            .prev_randao = hash_of("randao", 1),
            .parent_beacon_block_root = hash_of("beacon", 1)};
}

TEST(l1_attributes, round_trip_in_every_version) {
    for (const auto fork : {OpFork::bedrock, OpFork::ecotone, OpFork::isthmus, OpFork::jovian}) {
        const auto config = config_through(fork);
        auto system_config = config.genesis.system_config;
        system_config.operator_fee_params = encode_operator_fee({.scalar = 3, .constant = 4});
        const auto txn = l1_attributes_deposit(config, system_config, 6, sample_l1(), 10'010);
        ASSERT_TRUE(txn);
        const auto version = l1_attributes_version(config, 10'010);
        const auto decoded = decode_l1_attributes(txn->data, version);
        ASSERT_TRUE(decoded);
        EXPECT_EQ(decode_l1_attributes(txn->data), decoded);
        EXPECT_EQ(encode_l1_attributes(*decoded), txn->data);
        EXPECT_EQ(decoded->sequence_number, 6u);
        EXPECT_EQ(decoded->block_hash, hash_of("l1", 200));
        EXPECT_EQ(decoded->batcher_addr, address_of(1));
        if (version >= L1AttributesVersion::isthmus) EXPECT_EQ(decoded->operator_fee.constant, 4u);
        if (version == L1AttributesVersion::jovian)
            EXPECT_EQ(decoded->da_footprint_gas_scalar, DA_FOOTPRINT_GAS_SCALAR_DEFAULT);
        for (std::size_t size = 0; size < txn->data.size(); ++size)
            EXPECT_FALSE(decode_l1_attributes(BytesView{txn->data}.first(size)));
        auto longer = txn->data;
        longer.push_back(0);
        EXPECT_EQ(decode_l1_attributes(longer).error(), L1AttributesError::wrong_size);
    }
}

TEST(l1_attributes, selectors_are_hashes_of_the_functions) {
    const auto selector = [](L1AttributesVersion version) {
        L1Attributes attributes;
        attributes.version = version;
        return FixedBytes<4>::from(encode_l1_attributes(attributes));
    };
    const auto of = [](std::string_view text) {
        return FixedBytes<4>::from(keccak256(as_bytes(text)));
    };
    EXPECT_EQ(selector(L1AttributesVersion::bedrock),
              of("setL1BlockValues(uint64,uint64,uint256,bytes32,uint64,bytes32,uint256,uint256)"));
    EXPECT_EQ(selector(L1AttributesVersion::ecotone), of("setL1BlockValuesEcotone()"));
    EXPECT_EQ(selector(L1AttributesVersion::isthmus), of("setL1BlockValuesIsthmus()"));
    EXPECT_EQ(selector(L1AttributesVersion::jovian), of("setL1BlockValuesJovian()"));
}

TEST(l1_attributes, refuse_values_wider_than_their_types) {
    L1Attributes attributes;
    auto calldata = encode_l1_attributes(attributes);
    calldata[4] = 1;  // the block number's padding
    EXPECT_EQ(decode_l1_attributes(calldata).error(), L1AttributesError::bad_padding);
    attributes.version = L1AttributesVersion::ecotone;
    calldata = encode_l1_attributes(attributes);
    calldata[4 + 4 * 32] = 1;  // the batcher hash
    EXPECT_EQ(decode_l1_attributes(calldata).error(), L1AttributesError::bad_padding);
    calldata[0] ^= 1;
    EXPECT_EQ(decode_l1_attributes(calldata).error(), L1AttributesError::wrong_selector);
}

TEST(l1_attributes, keep_the_old_version_in_the_activation_block) {
    auto config = config_through(OpFork::holocene);
    config.forks.time[static_cast<std::size_t>(OpFork::isthmus)] = 10'020;
    EXPECT_EQ(l1_attributes_version(config, 10'018), L1AttributesVersion::ecotone);
    EXPECT_EQ(l1_attributes_version(config, 10'020), L1AttributesVersion::ecotone);
    EXPECT_EQ(l1_attributes_version(config, 10'022), L1AttributesVersion::isthmus);
    // Active at genesis: there is no activation block.
    EXPECT_EQ(l1_attributes_version(config_through(OpFork::jovian), 10'002),
              L1AttributesVersion::jovian);
}

TEST(l1_attributes, system_transaction_before_regolith_only) {
    const auto gas_of = [](OpFork fork) {
        const auto config = config_through(fork);
        return *l1_attributes_deposit(config, config.genesis.system_config, 0, sample_l1(), 10'002);
    };
    EXPECT_TRUE(gas_of(OpFork::bedrock).is_system_txn);
    EXPECT_EQ(gas_of(OpFork::bedrock).gas_limit, BEDROCK_SYSTEM_TXN_GAS);
    EXPECT_FALSE(gas_of(OpFork::regolith).is_system_txn);
    EXPECT_EQ(gas_of(OpFork::regolith).gas_limit, REGOLITH_SYSTEM_TXN_GAS);
}

// EIP-4844's fake exponential, with the update fraction by time.
TEST(rollup_config, prices_blobs_by_the_schedule_of_l1) {
    auto config = config_through(OpFork::ecotone);
    EXPECT_EQ(config.l1_blob_base_fee(0, std::nullopt), u256{1});
    EXPECT_EQ(config.l1_blob_base_fee(0, 0), u256{1});
    EXPECT_EQ(config.l1_blob_base_fee(0, 2'314'057), u256{1});
    EXPECT_EQ(config.l1_blob_base_fee(0, 2'314'058), u256{2});
    EXPECT_EQ(config.l1_blob_base_fee(0, 10 * 1024 * 1024), u256{23});
    config.l1_blob_schedule = {{0, BLOB_BASE_FEE_UPDATE_FRACTION_CANCUN},
                               {100, BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE}};
    EXPECT_EQ(config.l1_blob_base_fee(99, 10 * 1024 * 1024), u256{23});
    EXPECT_EQ(config.l1_blob_base_fee(100, 10 * 1024 * 1024), u256{8});
    config.pectra_blob_schedule_time = 200;
    EXPECT_EQ(config.l1_blob_base_fee(199, 10 * 1024 * 1024), u256{23});
    EXPECT_EQ(config.l1_blob_base_fee(200, 10 * 1024 * 1024), u256{8});
    // An absurd header ends, and quickly.
    EXPECT_GT(config.l1_blob_base_fee(0, ~0ull), u256{1} << 100);
}

TEST(rollup_config, names_the_first_rule_that_is_broken) {
    const auto good = config_through(OpFork::jovian);
    EXPECT_TRUE(check_config(good));
    const auto error = [&](auto change) {
        auto config = good;
        change(config);
        return check_config(config).error();
    };
    using C = RollupConfig;
    EXPECT_EQ(error([](C& c) { c.block_time = 0; }), ConfigError::block_time_zero);
    EXPECT_EQ(error([](C& c) { c.channel_timeout = 0; }), ConfigError::missing_channel_timeout);
    EXPECT_EQ(error([](C& c) { c.seq_window_size = 1; }), ConfigError::seq_window_too_small);
    EXPECT_EQ(error([](C& c) { c.genesis.l1.hash = {}; }), ConfigError::missing_genesis_l1_hash);
    EXPECT_EQ(error([](C& c) { c.genesis.l2.hash = {}; }), ConfigError::missing_genesis_l2_hash);
    EXPECT_EQ(error([](C& c) { c.genesis.l2.hash = c.genesis.l1.hash; }),
              ConfigError::genesis_hashes_equal);
    EXPECT_EQ(error([](C& c) { c.genesis.l2_time = 0; }), ConfigError::missing_genesis_l2_time);
    EXPECT_EQ(error([](C& c) { c.genesis.system_config.batcher_addr = {}; }),
              ConfigError::missing_batcher_address);
    EXPECT_EQ(error([](C& c) { c.genesis.system_config.scalar = {}; }),
              ConfigError::missing_scalar);
    EXPECT_EQ(error([](C& c) { c.genesis.system_config.gas_limit = 0; }),
              ConfigError::missing_gas_limit);
    EXPECT_EQ(error([](C& c) { c.batch_inbox_address = {}; }),
              ConfigError::missing_batch_inbox_address);
    EXPECT_EQ(error([](C& c) { c.deposit_contract_address = {}; }),
              ConfigError::missing_deposit_contract_address);
    EXPECT_EQ(error([](C& c) { c.l1_system_config_address = {}; }),
              ConfigError::missing_system_config_address);
    EXPECT_EQ(error([](C& c) { c.l1_chain_id = 0; }), ConfigError::missing_l1_chain_id);
    EXPECT_EQ(error([](C& c) { c.l2_chain_id = 0; }), ConfigError::missing_l2_chain_id);
    EXPECT_EQ(error([](C& c) { c.l2_chain_id = c.l1_chain_id; }), ConfigError::chain_ids_equal);
    EXPECT_EQ(error([](C& c) { c.forks.time[3].reset(); }), ConfigError::fork_without_predecessor);
    EXPECT_EQ(error([](C& c) { c.forks.time[3] = 5; }), ConfigError::fork_before_predecessor);
    EXPECT_EQ(error([](C& c) { c.chain_op_config.eip1559_elasticity = 0; }),
              ConfigError::missing_eip1559_constant);
    EXPECT_EQ(error([](C& c) { c.l1_blob_schedule = {{5, 1}, {4, 1}}; }),
              ConfigError::blob_schedule_not_sorted);
    auto old = config_through(OpFork::ecotone);
    old.max_sequencer_drift = 0;
    EXPECT_EQ(check_config(old).error(), ConfigError::missing_max_sequencer_drift);
}

// L2 blocks ----------------------------------------------------------------------------------

TEST(l2_block_info, reads_origin_and_configuration_back) {
    const auto config = config_through(OpFork::jovian);
    auto system_config = config.genesis.system_config;
    system_config.operator_fee_params = encode_operator_fee({.scalar = 3, .constant = 4});
    system_config.eip1559_params = encode_eip1559_params(250, 6);
    system_config.min_base_fee = 77;
    system_config.da_footprint_gas_scalar = 500;
    const auto txn = *l1_attributes_deposit(config, system_config, 6, sample_l1(), 10'010);
    Header header;
    header.number = 5;
    header.timestamp = 10'010;
    header.gas_limit = system_config.gas_limit;
    header.extra_data = {1};
    append(header.extra_data, system_config.eip1559_params);
    append_be(header.extra_data, system_config.min_base_fee);
    const auto hash = hash_of("l2", 5);

    const auto ref = l2_block_ref_from(config, header, hash, &txn);
    ASSERT_TRUE(ref);
    EXPECT_EQ(ref->l1_origin, sample_l1().ref.id());
    EXPECT_EQ(ref->sequence_number, 6u);
    EXPECT_EQ(system_config_from(config, {}, header, hash, &txn), system_config);

    EXPECT_EQ(l2_block_ref_from(config, header, hash, nullptr).error(),
              L2BlockError::missing_transaction);
    Transaction legacy;
    EXPECT_EQ(l2_block_ref_from(config, header, hash, &legacy).error(),
              L2BlockError::not_a_deposit);
    auto bad = txn;
    bad.data.pop_back();
    EXPECT_EQ(l2_block_ref_from(config, header, hash, &bad).error(), L2BlockError::bad_attributes);
    for (const auto& extra : {Bytes{}, Bytes(17), Bytes(9, 1), Bytes(18, 1)}) {
        auto broken = header;
        broken.extra_data = extra;
        EXPECT_EQ(system_config_from(config, {}, broken, hash, &txn).error(),
                  L2BlockError::bad_extra_data);
    }
}

TEST(l2_block_info, knows_the_genesis_block) {
    const auto config = config_through(OpFork::jovian);
    Header header;
    header.timestamp = config.genesis.l2_time;
    const auto ref = l2_block_ref_from(config, header, config.genesis.l2.hash, nullptr);
    ASSERT_TRUE(ref);
    EXPECT_EQ(ref->l1_origin, config.genesis.l1);
    EXPECT_EQ(system_config_from(config, {}, header, config.genesis.l2.hash, nullptr),
              config.genesis.system_config);
    EXPECT_EQ(l2_block_ref_from(config, header, hash_of("x", 1), nullptr).error(),
              L2BlockError::wrong_genesis);
}

TEST(l2_block_info, takes_karst_upgrade_gas_off_again) {
    auto config = config_through(OpFork::bedrock);
    for (auto& time : config.forks.time) time.reset();
    config.forks = OpForkSchedule::all_through(OpFork::jovian);
    config.forks.time[static_cast<std::size_t>(OpFork::karst)] = 10'010;
    UpgradePayloads payloads;
    payloads.karst_gas = 1'000;
    const auto txn =
        *l1_attributes_deposit(config, config.genesis.system_config, 6, sample_l1(), 10'010);
    Header header;
    header.number = 5;
    header.timestamp = 10'010;
    header.gas_limit = 30'001'000;
    header.extra_data = Bytes(17, 1);
    EXPECT_EQ(system_config_from(config, payloads, header, {}, &txn)->gas_limit, 30'000'000u);
    config.keep_karst_upgrade_gas = true;
    EXPECT_EQ(system_config_from(config, payloads, header, {}, &txn)->gas_limit, 30'001'000u);
}

TEST(output_root, hashes_version_and_three_words) {
    const OutputV0 output{.state_root = hash_of("s", 1),
                          .message_passer_storage_root = hash_of("m", 1),
                          .block_hash = hash_of("b", 1)};
    const auto encoded = encode_output(output);
    EXPECT_EQ(encoded.size(), 128u);
    EXPECT_EQ(Hash32::from(encoded), Hash32{});
    EXPECT_EQ(output_root(output), keccak256(encoded));
}

}  // namespace
}  // namespace dusk::rollup
