// State roots and hashes of five OP chains' genesis blocks (superchain-registry).
#include <map>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <tests/support/vectors.hpp>

#include <dusk/core/chain/create2_deployer.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/codec/hex.hpp>

namespace dusk {
namespace {

namespace json = boost::json;

u256 number(const json::value* value) {
    if (value == nullptr || value->is_null()) return {};
    if (value->is_int64()) return u256{static_cast<std::uint64_t>(value->get_int64())};
    std::string digits{std::string_view{value->as_string()}.substr(2)};
    if (digits.size() % 2 != 0) digits.insert(0, "0");
    return u256_from_be(*from_hex(digits));
}

StateDiff alloc_diff(const json::object& alloc) {
    std::map<Address, AccountDiff> accounts;
    for (const auto& [key, fields] : alloc) {
        const auto& o = fields.as_object();
        AccountDiff diff{.address = *fixed_from_hex<20>(key), .account = Account{}, .storage = {}};
        diff.account->balance = number(o.if_contains("balance"));
        diff.account->nonce = number(o.if_contains("nonce")).low64();
        if (const auto* code = o.if_contains("code"))
            diff.account->code_hash = keccak256(*from_hex(code->as_string()));
        if (const auto* storage = o.if_contains("storage"))
            for (const auto& [slot, value] : storage->as_object())
                diff.storage.emplace_back(to_u256(*fixed_from_hex<32>(slot)),
                                          to_u256(*fixed_from_hex<32>(value.as_string())));
        std::ranges::sort(diff.storage);
        accounts.emplace(diff.address, std::move(diff));
    }
    StateDiff out;
    for (auto& [address, diff] : accounts) out.accounts.push_back(std::move(diff));
    return out;
}

class NoNodes final : public NodeSource {
public:
    std::shared_ptr<const Bytes> node(const Hash32&) const override { return nullptr; }
};

bool has_fork(const json::value& expected, std::string_view name) {
    for (const auto& fork : expected.at("forks_active_at_genesis").as_array())
        if (fork.as_string() == name) return true;
    return false;
}

Header genesis_header(const json::object& file, const json::value& expected,
                      const StateUpdate& state) {
    Header h;
    h.ommers_hash = EMPTY_OMMERS_HASH;
    h.coinbase = *fixed_from_hex<20>(file.at("coinbase").as_string());
    h.state_root = state.state_root;
    h.transactions_root = h.receipts_root = EMPTY_TRIE_ROOT;
    h.difficulty = number(file.if_contains("difficulty"));
    h.gas_limit = number(file.if_contains("gasLimit")).low64();
    h.timestamp = number(file.if_contains("timestamp")).low64();
    h.extra_data = *from_hex(file.at("extraData").as_string());
    h.prev_randao = *fixed_from_hex<32>(file.at("mixHash").as_string());
    store_be(h.nonce.data(), number(file.if_contains("nonce")).low64());
    h.base_fee_per_gas = number(file.if_contains("baseFeePerGas"));
    if (has_fork(expected, "canyon")) h.withdrawals_root = EMPTY_TRIE_ROOT;
    if (has_fork(expected, "ecotone")) {
        h.blob_gas_used = h.excess_blob_gas = 0;
        h.parent_beacon_block_root = Hash32{};
    }
    if (has_fork(expected, "isthmus")) {
        h.withdrawals_root = *message_passer_root(EMPTY_TRIE_ROOT, state, NoNodes{});
        h.requests_hash = EMPTY_REQUESTS_HASH;
    }
    return h;
}

TEST(genesis, of_five_chains_has_its_root_and_hash) {
    DUSK_VECTORS_OR_SKIP(folder, "op-genesis");
    const auto expected = json::parse(test::read_text(folder / "expected.json"));
    for (const auto& [chain, want] : expected.as_object()) {
        SCOPED_TRACE(std::string{chain});
        const auto file =
            json::parse(test::read_text(folder / (std::string{chain} + ".genesis.json")));
        const auto diff = alloc_diff(file.at("alloc").as_object());
        const auto state = apply_state_diff(EMPTY_TRIE_ROOT, diff, NoNodes{});
        ASSERT_TRUE(state);
        EXPECT_EQ(to_hex(state->state_root), std::string_view{want.at("state_root").as_string()});
        const auto header = genesis_header(file.as_object(), want, *state);
        EXPECT_EQ(to_hex(header_hash(header)),
                  std::string_view{want.at("genesis_hash").as_string()});
    }
}

class EmptyState final : public StateView {
public:
    std::optional<Account> account(const Address&) const override { return std::nullopt; }
    u256 storage(const Address&, const u256&) const override { return {}; }
    std::shared_ptr<const Bytes> code(const Hash32&) const override {
        return std::make_shared<const Bytes>();
    }
    bool has_storage(const Address&) const override { return false; }
};

TEST(create2_deployer, is_the_contract_that_canyon_names) {
    const EmptyState empty;
    State state{empty};
    deploy_create2_deployer(state, evm::Revision::shanghai);
    const auto diff = state.build_diff();
    ASSERT_EQ(diff.codes.size(), 1u);
    // OP specs, canyon/overview.md: the code hash.
    EXPECT_EQ(to_hex(diff.codes[0].first),
              "0xb0550b5b431e30d38000efb7107aaa0ade03d48a7198a140edda9d27134468b2");
}

}  // namespace
}  // namespace dusk
