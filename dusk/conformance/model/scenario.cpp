#include <dusk/conformance/model/program.hpp>
#include <dusk/conformance/model/scenario.hpp>
#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk::model {
namespace {

constexpr std::uint64_t CHAIN_ID = 744;
constexpr std::uint64_t TIME = 1'000;
const u256 FUNDS{1'000'000'000'000'000'000};

const EthereumKey& key(std::size_t index) {
    static const std::vector<EthereumKey> keys = [] {
        std::vector<EthereumKey> out;
        for (std::uint64_t i = 1; i <= SENDER_COUNT; ++i)
            out.push_back(*EthereumKey::from(to_hash32(u256{i})));
        return out;
    }();
    return keys[index];
}

Address small_address(std::uint64_t number) { return to_address(u256{number}); }

const Address COINBASE = small_address(0xc01bba5e);

ChainConfig make_config(Choices& choices) {
    constexpr unsigned REVISIONS = static_cast<unsigned>(evm::Revision::osaka) + 1;
    const auto pick = choices.below(REVISIONS + OP_FORK_COUNT);
    if (pick >= REVISIONS)
        return make_op_config(CHAIN_ID,
                              OpForkSchedule::all_through(static_cast<OpFork>(pick - REVISIONS)));
    const auto revision = static_cast<evm::Revision>(pick);
    const auto blobs = revision >= evm::Revision::prague ? PRAGUE_BLOBS : CANCUN_BLOBS;
    return {.chain_id = CHAIN_ID, .op = {}, .ethereum = {{0, revision, blobs}}};
}

BlockEnv make_env(Choices& choices, const BlockRules& rules) {
    BlockEnv env;
    env.number = choices.one_in(4) ? 3 : 1'000;
    env.timestamp = TIME;
    env.gas_limit = 10'000'000;
    env.coinbase = rules.is_op() ? OP_SEQUENCER_FEE_VAULT : COINBASE;
    env.prev_randao = to_hash32(u256{choices.byte()});
    if (rules.revision >= evm::Revision::london) env.base_fee = u256{choices.any({7u, 1'000u})};
    if (rules.revision >= evm::Revision::cancun && !rules.is_op())
        env.excess_blob_gas = choices.any({std::uint64_t{0}, std::uint64_t{50'000'000}});
    return env;
}

/// L1Block's slots; zeros in Ecotone's make the first block of that fork.
void add_l1_block(Choices& choices, MemoryState& state) {
    state.set_code(OP_L1_BLOCK, {0x00});
    const bool has_new_slots = !choices.one_in(4);
    state.set_storage(OP_L1_BLOCK, u256{1}, u256{choices.any({0u, 1'000'000'000u})});
    state.set_storage(OP_L1_BLOCK, u256{5}, u256{188});
    state.set_storage(OP_L1_BLOCK, u256{6}, u256{684'000});
    if (!has_new_slots) return;
    state.set_storage(OP_L1_BLOCK, u256{3}, (u256{1'368} << 96) | (u256{810'949} << 64));
    state.set_storage(OP_L1_BLOCK, u256{7}, u256{choices.any({1u, 30'000'000u})});
    state.set_storage(
        OP_L1_BLOCK, u256{8},
        (u256{choices.any({0u, 400u})} << 96) | (u256{500} << 64) | u256{choices.below(8)});
}

void add_accounts(Choices& choices, const BlockRules& rules, MemoryState& state) {
    for (std::size_t i = 0; i < SENDER_COUNT; ++i)
        state[key(i).address()].account.balance = choices.one_in(8) ? u256{1'000'000} : FUNDS;
    for (std::size_t i = 0; i < CONTRACT_COUNT; ++i) {
        const auto address = contract_address(i);
        state.set_code(address, make_program(choices, rules.revision));
        state[address].account.balance = u256{choices.below(16)};
        state[address].account.nonce = 1;
        for (unsigned slot = 0; slot < 3; ++slot)
            if (choices.one_in(2))
                state.set_storage(address, u256{slot}, u256{choices.below(3) + 1});
    }
    if (rules.revision >= evm::Revision::prague && choices.one_in(2)) {
        Bytes designator{0xef, 0x01, 0x00};
        append(designator, choices.any(known_addresses()));
        const auto& holder = key(choices.below(SENDER_COUNT)).address();
        state.set_code(holder, std::move(designator));
    }
    if (rules.is_op()) add_l1_block(choices, state);
}

Authorization make_authorization(Choices& choices) {
    const auto& signer = key(choices.below(SENDER_COUNT));
    Authorization out;
    out.chain_id = u256{choices.any({CHAIN_ID, std::uint64_t{0}, CHAIN_ID, std::uint64_t{1}})};
    out.address = choices.one_in(6) ? Address{} : choices.any(known_addresses());
    out.nonce = choices.below(3);
    const auto signature = signer.sign(authorization_signing_hash(out));
    out.r = to_u256(signature.r);
    out.s = to_u256(signature.s);
    out.y_parity = static_cast<std::uint8_t>(signature.odd_y ? 1 : 0);
    if (choices.one_in(8)) out.y_parity ^= 1;
    if (choices.one_in(16)) out.s = u256::max() - out.s;
    return out;
}

void add_type_fields(Choices& choices, Transaction& txn) {
    if (txn.type != TxnType::legacy) txn.chain_id = choices.one_in(24) ? 1 : CHAIN_ID;
    if (txn.type >= TxnType::access_list && txn.type != TxnType::deposit) {
        const auto entries = choices.below(3);
        for (unsigned i = 0; i < entries; ++i)
            txn.access_list.push_back(
                {choices.any(known_addresses()), {to_hash32(u256{choices.below(4)})}});
    }
    if (txn.type == TxnType::blob) {
        txn.max_fee_per_blob_gas = u256{choices.one_in(8) ? 0u : 1'000'000u};
        const auto count = choices.one_in(8) ? 0 : choices.below(4) + 1;
        for (unsigned i = 0; i < count; ++i)
            txn.blob_versioned_hashes.push_back(
                Hash32{{choices.one_in(12) ? std::uint8_t{2} : std::uint8_t{1}}});
    }
    if (txn.type == TxnType::set_code) {
        const auto count = choices.one_in(8) ? 0 : choices.below(3) + 1;
        for (unsigned i = 0; i < count; ++i)
            txn.authorization_list.push_back(make_authorization(choices));
    }
}

/// Data, or init code of a creation.
Bytes make_data(Choices& choices, bool is_creation, evm::Revision revision) {
    if (is_creation && !choices.one_in(4)) return make_program(choices, revision);
    Bytes out(choices.any({0u, 1u, 32u, 68u, 200u, 700u}));
    for (auto& byte : out)
        if (choices.one_in(3)) byte = choices.byte();
    return out;
}

/// Mostly of a type that the fork has.
TxnType make_type(Choices& choices, const BlockRules& rules) {
    using enum TxnType;
    const auto type =
        choices.any({legacy, dynamic_fee, access_list, set_code, rules.is_op() ? deposit : blob});
    const bool is_too_new = (type == access_list && rules.revision < evm::Revision::berlin) ||
                            (type == dynamic_fee && rules.revision < evm::Revision::london) ||
                            (type == blob && rules.revision < evm::Revision::cancun) ||
                            (type == set_code && rules.revision < evm::Revision::prague);
    return is_too_new && !choices.one_in(32) ? legacy : type;
}

/// Its nonce is an offset to what the sender's will be.
Transaction make_txn(Choices& choices, const BlockRules& rules) {
    using enum TxnType;
    Transaction txn;
    txn.type = make_type(choices, rules);
    txn.nonce = choices.one_in(16) ? 1 : 0;
    txn.gas_limit =
        choices.any({std::uint64_t{100'000}, std::uint64_t{300'000}, std::uint64_t{1'000'000},
                     std::uint64_t{54'000}, std::uint64_t{21'000}, std::uint64_t{2'500'000}}) +
        choices.byte();
    if (choices.one_in(20)) txn.gas_limit = (1u << 24) + choices.below(2);
    txn.max_fee_per_gas = u256{choices.one_in(8) ? 7u : choices.any({2'000u, 1'000u})};
    txn.max_priority_fee_per_gas =
        txn.type < dynamic_fee ? txn.max_fee_per_gas
                               : u256{choices.one_in(24) ? 2'000u : choices.any({0u, 1u, 500u})};
    if (!choices.one_in(5)) txn.to = choices.any(known_addresses());
    if (!txn.to && (txn.type == blob || txn.type == set_code)) txn.to = contract_address(0);
    if (choices.one_in(3)) txn.to = contract_address(choices.below(CONTRACT_COUNT));
    txn.value = choices.one_in(3) ? u256{choices.byte()} : u256{};
    if (choices.one_in(32)) txn.value = FUNDS;
    txn.data = make_data(choices, !txn.to, rules.revision);
    add_type_fields(choices, txn);
    return txn;
}

ScenarioTxn make_signed(Choices& choices, const BlockRules& rules) {
    const auto& sender = key(choices.below(SENDER_COUNT)).address();
    auto txn = make_txn(choices, rules);
    if (txn.type != TxnType::deposit) return {std::move(txn), sender};
    txn.from = choices.one_in(3) ? choices.any(known_addresses()) : sender;
    txn.max_fee_per_gas = txn.max_priority_fee_per_gas = {};
    txn.chain_id.reset();
    txn.nonce = 0;
    txn.mint = choices.one_in(2) ? u256{choices.byte()} : u256{};
    txn.is_system_txn = choices.one_in(6);
    const auto from = txn.from;
    return {std::move(txn), from};
}

}  // namespace

Address contract_address(std::size_t index) { return small_address(0xc0de00 + index); }

std::span<const Address> known_addresses() {
    static const std::vector<Address> list = [] {
        std::vector<Address> out;
        for (std::size_t i = 0; i < CONTRACT_COUNT; ++i) out.push_back(contract_address(i));
        for (std::size_t i = 0; i < SENDER_COUNT; ++i) out.push_back(key(i).address());
        for (std::uint64_t i = 1; i <= 0x11; ++i) out.push_back(small_address(i));
        out.push_back(small_address(0x100));
        out.push_back(COINBASE);
        out.push_back(OP_BASE_FEE_VAULT);
        out.push_back(small_address(0x0123456789));  // nobody
        return out;
    }();
    return list;
}

Scenario make_scenario(Choices& choices) {
    Scenario out;
    out.config = make_config(choices);
    const auto rules = rules_at(out.config, TIME);
    out.env = make_env(choices, rules);
    const auto count = choices.below(5) + 1;
    for (unsigned i = 0; i < count; ++i) out.txns.push_back(make_signed(choices, rules));
    add_accounts(choices, rules, out.state);
    return out;
}

}  // namespace dusk::model
