#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/genesis/genesis_file.hpp>
#include <dusk/node/genesis/new_rollup.hpp>
#include <dusk/node/genesis/predeploy_data.hpp>
#include <dusk/node/genesis/rollup_file.hpp>
#include <dusk/platform/crypto/provider.hpp>

namespace dusk::genesis {
namespace {

NewRollup decisions() {
    NewRollup result;
    result.l1_chain_id = 250;
    result.l1_start = {.hash = Hash32{{1}}, .number = 7, .parent_hash = {}, .time = 1'700'000'000};
    result.l1_contracts = {.optimism_portal = Address{{1}},
                           .system_config = Address{{2}},
                           .l1_cross_domain_messenger = Address{{3}},
                           .l1_standard_bridge = Address{{4}},
                           .l1_erc721_bridge = Address{{5}},
                           .protocol_versions = Address{{6}}};
    result.system_config.batcher_addr = Address{{7}};
    result.system_config.scalar = rollup::encode_ecotone_scalar({1368, 810949});
    result.system_config.gas_limit = 60'000'000;
    result.proxy_admin_owner = Address{{8}};
    result.fee_vault_recipient = Address{{9}};
    result.funded = {{Address{{0xaa}}, u256{1000}}};
    return result;
}

Address at(std::string_view hex) { return *fixed_from_hex<20>(hex); }

TEST(genesis_state, has_the_predeploys_of_the_spec) {
    const auto files = make_rollup(decisions(), native_crypto());
    const auto& alloc = files.genesis.alloc;
    const auto slot_of = [&](std::string_view address, const u256& slot) {
        const auto* account = find_account(alloc, at(address));
        for (const auto& [key, value] : account->storage)
            if (key == slot) return value;
        return u256{};
    };
    // 256 precompile accounts, 2,046 proxies and WETH, 18 implementations, 12 preinstalls,
    // EIP-2935, two senders, one funded account.
    EXPECT_EQ(alloc.size(), 256u + 2046u + 1u + 18u + 12u + 1u + 2u + 1u);
    // l2-genesis.md section 1.1: places of the initialized variables
    const std::string messenger = "0x4200000000000000000000000000000000000007";
    EXPECT_EQ(slot_of(messenger, 0), u256{1} << 160);
    EXPECT_EQ(slot_of(messenger, 204), u256{0xdead});
    EXPECT_EQ(slot_of(messenger, 207), to_u256(Address{{3}}));
    const std::string bridge = "0x4200000000000000000000000000000000000010";
    EXPECT_EQ(slot_of(bridge, 0), u256{1});
    EXPECT_EQ(slot_of(bridge, 3), to_u256(at(messenger)));
    EXPECT_EQ(slot_of(bridge, 4), to_u256(Address{{4}}));
    EXPECT_EQ(slot_of("0x420000000000000000000000000000000000000f", 0), u256{0x01010101});
    EXPECT_EQ(slot_of("0x4200000000000000000000000000000000000018", 0), to_u256(Address{{8}}));
    EXPECT_EQ(find_account(alloc, Address{{0xaa}})->balance, u256{1000});
    // Known code: Create2Deployer as of Canyon, the EIP-2935 contract (section 1.1, 1.3).
    EXPECT_EQ(to_hex(keccak256(
                  find_account(alloc, at("0x13b0d85ccb8bf860b6b79af3029fca081ae9bef2"))->code)),
              "0xb0550b5b431e30d38000efb7107aaa0ade03d48a7198a140edda9d27134468b2");
    EXPECT_EQ(to_hex(keccak256(
                  find_account(alloc, at("0x0000f90827f1c53a10cb7a02335b175320002935"))->code)),
              "0x6e49e66782037c0555897870e29fa5e552daf4719552131a0abce779daec0a5d");
}

TEST(genesis_state, constructors_write_immutables_into_the_code) {
    const auto files = make_rollup(decisions(), native_crypto());
    const auto* vault =
        find_account(files.genesis.alloc, at("0xc0d3c0d3c0d3c0d3c0d3c0d3c0d3c0d3c0d30011"));
    ASSERT_NE(vault, nullptr);
    EXPECT_NE(std::ranges::search(vault->code, Address{{9}}.view()).size(), 0u);
}

TEST(genesis_file, written_and_read_back_is_the_same_chain) {
    const auto files = make_rollup(decisions(), native_crypto());
    const auto parsed = parse_genesis(format_genesis(files.genesis), "test");
    ASSERT_TRUE(parsed) << parsed.error().text();
    EXPECT_EQ(parsed->alloc, files.genesis.alloc);
    EXPECT_EQ(parsed->forks, files.genesis.forks);
    EXPECT_EQ(header_hash(computed_genesis_header(*parsed)), files.rollup.genesis.l2.hash);
}

TEST(genesis_file, bad_files_are_refused_with_the_place) {
    for (
        const std::string_view text :
        {"", "[]", "{}", R"({"config":{}})", R"({"config":{"chainId":1}})",
         R"({"config":{"chainId":1},"alloc":{"zz":{}}})",
         R"({"config":{"chainId":1},"alloc":{"00":{}}})",
         R"({"config":{"chainId":1,"optimism":{"eip1559Elasticity":0}},"alloc":{}})",
         R"({"config":{"chainId":1},"alloc":{"0x0000000000000000000000000000000000000001":{"balance":"x"}}})",
         R"({"config":{"chainId":1},"alloc":{"0x0000000000000000000000000000000000000001":{},"0000000000000000000000000000000000000001":{}}})",
         R"({"config":{"chainId":1},"alloc":{"0x0000000000000000000000000000000000000001":{"storage":{"0x01":"1","1":"2"}}}})"})
        EXPECT_FALSE(parse_genesis(text, "test")) << text;
}

TEST(rollup_file, written_and_read_back_is_the_same) {
    const auto files = make_rollup(decisions(), native_crypto());
    const auto text = boost::json::serialize(rollup_config_json(files.rollup));
    const auto parsed = parse_rollup_config(text, "test");
    ASSERT_TRUE(parsed) << parsed.error().text();
    EXPECT_EQ(*parsed, files.rollup);
}

/// Where the registry keeps a chain's config beside its genesis file, it goes back in.
std::string with_config(std::string text, const boost::json::value& expected) {
    const std::string_view absent = R"("config":null)";
    const auto at = text.find(absent);
    if (at == std::string::npos) return text;
    boost::json::object config{{"chainId", expected.at("chain_id")}};
    for (const auto& fork : expected.at("forks_active_at_genesis").as_array())
        config[std::string(fork.as_string()) + "Time"] = 0;
    return text.replace(at, absent.size(), R"("config":)" + boost::json::serialize(config));
}

TEST(genesis_file, registry_chains_have_their_published_hash) {
    DUSK_VECTORS_OR_SKIP(folder, "op-genesis");
    const auto chains = config::read_json(folder / "expected.json");
    ASSERT_TRUE(chains);
    for (const auto& [name, expected] : chains->as_object()) {
        const auto path = folder / (std::string(name) + ".genesis.json");
        const auto text = with_config(test::read_text(path), expected);
        const auto genesis = parse_genesis(text, std::string(name));
        ASSERT_TRUE(genesis) << genesis.error().text();
        EXPECT_EQ(genesis->alloc.size(), expected.at("accounts").to_number<std::size_t>());
        const auto header = computed_genesis_header(*genesis);
        EXPECT_EQ(to_hex(header.state_root), expected.at("state_root").as_string()) << name;
        EXPECT_EQ(to_hex(header_hash(header)), expected.at("genesis_hash").as_string()) << name;
    }
    EXPECT_EQ(chains->as_object().size(), 5u);
}

}  // namespace
}  // namespace dusk::genesis
