#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/testing.hpp>
#include <dusk/core/rollup/upgrade_transactions.hpp>

namespace dusk::rollup {
namespace {

using testing::config_through;

Bytes read_hex(const std::filesystem::path& path) {
    auto text = test::read_text(path);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return *from_hex(text);
}

UpgradePayloads load_all(const std::filesystem::path& folder) {
    UpgradePayloads payloads;
    for (const auto& row : upgrade_payload_rows())
        EXPECT_TRUE(load_upgrade_payload(payloads, row.name,
                                         read_hex(folder / (std::string{row.name} + ".hex"))))
            << row.name;
    return payloads;
}

RollupConfig activating(OpFork fork, std::uint64_t time) {
    auto config = config_through(static_cast<OpFork>(static_cast<int>(fork) - 1));
    config.forks.time[static_cast<std::size_t>(fork)] = time;
    return config;
}

TEST(upgrade_transactions, are_those_that_were_published) {
    DUSK_VECTORS_OR_SKIP(vectors, "op-derivation");
    const auto folder = vectors / "upgrade-bytecode";
    const auto payloads = load_all(folder);
    const struct {
        OpFork fork;
        const char* name;
        std::size_t count;
    } forks[] = {{OpFork::ecotone, "ecotone", 6},
                 {OpFork::fjord, "fjord", 3},
                 {OpFork::isthmus, "isthmus", 8}};
    for (const auto& row : forks) {
        const auto txns = upgrade_transactions(activating(row.fork, 10'020), payloads, 10'020);
        ASSERT_TRUE(txns) << row.name;
        ASSERT_EQ(txns->size(), row.count) << row.name;
        for (std::size_t i = 0; i < row.count; ++i)
            EXPECT_EQ(txns->at(i), read_hex(folder / (std::string{row.name} + "_tx_" +
                                                      std::to_string(i) + ".hex")))
                << row.name << ' ' << i;
    }
}

// OP jovian/derivation.md#network-upgrade-transactions states these.
TEST(upgrade_transactions, of_jovian_are_those_of_the_specs) {
    DUSK_VECTORS_OR_SKIP(vectors, "op-derivation");
    const auto payloads = load_all(vectors / "upgrade-bytecode");
    const auto txns = upgrade_transactions(activating(OpFork::jovian, 10'020), payloads, 10'020);
    ASSERT_TRUE(txns);
    const struct {
        const char* source_hash;
        const char* data;
        std::uint64_t gas;
    } rows[] = {
        {"0x98faf23b9795967bc0b1c543144739d50dba3ea40420e77ad6ca9848dbfb62e8", nullptr, 447'315},
        {"0x08447273a4fbce97bc8c515f97ac74efc461f6a4001553712f31ebc11288bad2",
         "0x3659cfe60000000000000000000000003ba4007f5c922fbb33c454b41ea7a1f11e83df2c", 50'000},
        {"0xd939cca6eca7bd0ee0c7e89f7e5b5cf7bf6f7afe7b6966bb45dfb95344b31545", nullptr, 1'750'714},
        {"0x46b597e2d8346ed7749b46734074361e0b41a0ab9af7afda5bb4e367e072bcb8",
         "0x3659cfe60000000000000000000000004f1db3c6abd250ba86e0928471a8f7db3afd88f1", 50'000},
        {"0xe836db6a959371756f8941be3e962d000f7e12a32e49e2c9ca42ba177a92716c", "0xb3d72079",
         90'000},
    };
    ASSERT_EQ(txns->size(), std::size(rows));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        const auto txn = decode_transaction(txns->at(i));
        ASSERT_TRUE(txn);
        EXPECT_EQ(to_hex(txn->source_hash), rows[i].source_hash);
        EXPECT_EQ(txn->gas_limit, rows[i].gas);
        if (rows[i].data != nullptr) EXPECT_EQ(to_hex(txn->data), rows[i].data);
    }
}

TEST(upgrade_transactions, stand_in_the_activation_block_alone) {
    const auto config = activating(OpFork::fjord, 10'019);
    UpgradePayloads payloads;
    payloads.fjord_gas_price_oracle = {1};
    EXPECT_TRUE(upgrade_transactions(config, payloads, 10'018)->empty());
    EXPECT_EQ(upgrade_transactions(config, payloads, 10'020)->size(), 3u);
    EXPECT_TRUE(is_upgrade_block(config, 10'020));
    EXPECT_TRUE(upgrade_transactions(config, payloads, 10'022)->empty());
    EXPECT_FALSE(is_upgrade_block(config, 10'022));
}

TEST(upgrade_transactions, want_their_code_only_where_it_is_needed) {
    const UpgradePayloads none;
    EXPECT_TRUE(check_upgrade_payloads(config_through(OpFork::karst), none));
    const auto config = activating(OpFork::fjord, 10'020);
    EXPECT_EQ(check_upgrade_payloads(config, none).error(), UpgradeError::missing_payload);
    EXPECT_EQ(upgrade_transactions(config, none, 10'020).error(), UpgradeError::missing_payload);
    EXPECT_EQ(check_upgrade_payloads(activating(OpFork::karst, 10'020), none).error(),
              UpgradeError::missing_payload);
}

TEST(upgrade_transactions, of_karst_come_as_a_bundle_with_gas) {
    const auto config = activating(OpFork::karst, 10'020);
    UpgradePayloads payloads;
    payloads.karst_transactions = {{0x7e, 1}, {0x7e, 2}};
    payloads.karst_gas = 5;
    EXPECT_EQ(upgrade_transactions(config, payloads, 10'020), payloads.karst_transactions);
    EXPECT_EQ(upgrade_gas(config, payloads, 10'020), 5u);
    EXPECT_EQ(upgrade_gas(config, payloads, 10'022), 0u);
}

TEST(upgrade_payloads, refuse_other_code) {
    UpgradePayloads payloads;
    EXPECT_EQ(load_upgrade_payload(payloads, "gpo_fjord", {1}).error(), UpgradeError::wrong_hash);
    EXPECT_EQ(load_upgrade_payload(payloads, "nothing", {1}).error(), UpgradeError::unknown_name);
}

}  // namespace
}  // namespace dusk::rollup
