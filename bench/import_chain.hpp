// Blocks for import-bench: three kinds of load on the rollup that a local network starts with.
//   transfers  DUSK to accounts that exist and such that do not
//   tokens     an ERC-20's transfer()
//   defi       a third each of those two, and swaps on four pairs of Uniswap V2 (the artefacts of
//              npm's @uniswap/v2-core), each by a small wallet contract of its sender that pays the
//              pair and calls swap() in one transaction
#pragma once

#include <bench/memory_node.hpp>

#include <dusk/conformance/fields.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/node/genesis/new_rollup.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk::bench {

enum class Load : std::uint8_t { transfers, tokens, defi };

/// Makes calls one after the other, each given as target, length (two bytes) and data; reverts if
/// one fails.
inline constexpr std::string_view WALLET_CODE =
    "5f5b368110156032578035806050"
    "1c61ffff168083601601"
    "5f375f5f825f5f8660601c5af1156034579050016016016001565b005b5f5ffd";

class ImportChain {
public:
    static constexpr std::size_t SENDERS = 64;
    static constexpr std::size_t TOKENS = 4;
    static constexpr std::uint64_t GENESIS_TIME = 1'700'000'000;

    ImportChain(Load load, std::size_t blocks, std::size_t txns, const std::string& artefacts)
        : files_(make_files()), node_(files_.genesis) {
        nonces_.resize(SENDERS);
        for (std::size_t i = 0; i < SENDERS; ++i) keys_.push_back(key(i));
        deploy(artefacts);
        setup_blocks_ = payloads_.size();
        for (std::size_t i = 0; i < blocks; ++i) {
            std::vector<Bytes> list;
            while (list.size() < txns) list.push_back(next(load));
            seal(std::move(list));
        }
        for (auto i = setup_blocks_; i < payloads_.size(); ++i)
            gas_ += payloads_[i].payload.gas_used;
    }

    const genesis::Genesis& genesis() const { return files_.genesis; }
    /// Those that set the stage, then those to be measured.
    const std::vector<sources::PayloadEnvelope>& payloads() const { return payloads_; }
    std::size_t setup_blocks() const { return setup_blocks_; }
    /// What asks for a block like `payload` that takes all but the deposit from the pool.
    rollup::PayloadAttributes attributes_of(const sources::PayloadEnvelope& payload) const {
        return attributes_at(payload.payload.timestamp, {payload.payload.transactions.front()});
    }
    /// Of the blocks to be measured.
    std::uint64_t gas() const { return gas_; }

private:
    static EthereumKey key(std::size_t i) {
        return *EthereumKey::from(
            Hash32{{0x1b, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}});
    }
    static Address wallet(std::size_t i) {
        return Address{{0x3a, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}};
    }
    static genesis::RollupFiles make_files() {
        genesis::NewRollup decisions;
        decisions.l1_chain_id = 250;
        decisions.l1_start = {.hash = Hash32{{1}}, .number = 7, .time = GENESIS_TIME};
        decisions.system_config.scalar = rollup::encode_ecotone_scalar({1368, 810'949});
        decisions.system_config.gas_limit = 60'000'000;
        for (std::size_t i = 0; i < SENDERS; ++i)
            decisions.funded.emplace_back(key(i).address(),
                                          u256{1'000'000'000'000'000'000} * u256{1'000});
        auto files = genesis::make_rollup(decisions, native_crypto());
        for (std::size_t i = 0; i < SENDERS; ++i)
            files.genesis.alloc.push_back({.address = wallet(i),
                                           .nonce = 1,
                                           .balance = 0,
                                           .code = *from_hex(WALLET_CODE),
                                           .storage = {}});
        std::ranges::sort(files.genesis.alloc, {}, &genesis::GenesisAccount::address);
        files.rollup.genesis.l2.hash = header_hash(genesis::computed_genesis_header(files.genesis));
        return files;
    }

    // Calls ---------------------------------------------------------------------------------

    static Bytes call(std::string_view selector, std::initializer_list<u256> words) {
        auto data = *from_hex(selector);
        for (const auto& word : words) append(data, to_hash32(word));
        return data;
    }
    static Bytes transfer_call(const Address& to, std::uint64_t amount) {
        return call("a9059cbb", {to_u256(to), u256{amount}});
    }

    Bytes sign(std::size_t sender, Transaction txn) {
        txn.type = TxnType::dynamic_fee;
        txn.chain_id = files_.genesis.chain_id;
        txn.nonce = nonces_[sender]++;
        txn.max_priority_fee_per_gas = 1'000'000;
        txn.max_fee_per_gas = 100'000'000'000;
        const auto signature = keys_[sender].sign(signing_hash(txn));
        txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
        return encode_transaction(txn);
    }
    Bytes call_txn(std::size_t sender, const Address& to, Bytes data, std::uint64_t gas) {
        return sign(sender, {.gas_limit = gas, .to = to, .data = std::move(data)});
    }

    // The stage -----------------------------------------------------------------------------

    Address create(Bytes code, const u256& argument, std::vector<Bytes>& list) {
        append(code, to_hash32(argument));
        const auto address = create_address(keys_[0].address(), nonces_[0]);
        list.push_back(sign(0, {.gas_limit = 6'000'000, .data = std::move(code)}));
        return address;
    }

    void deploy(const std::string& artefacts) {
        const auto code = [&](const std::string& name) {
            auto hex = std::string(
                conformance::get(conformance::read_json(artefacts + "/" + name + ".json"),
                                 "bytecode")
                    .as_string());
            if (!hex.starts_with("0x")) hex = "0x" + hex;
            return *from_hex(hex);
        };
        const auto token_code = code("ERC20");
        const auto pair_hash = keccak256(code("UniswapV2Pair"));
        std::vector<Bytes> list;
        for (std::size_t i = 0; i < TOKENS; ++i)
            tokens_.push_back(create(token_code, u256{1} << 100, list));
        const auto factory = create(code("UniswapV2Factory"), to_u256(keys_[0].address()), list);
        for (std::size_t i = 0; i < TOKENS; ++i) add_pair(factory, pair_hash, i, list);
        seal(std::exchange(list, {}));
        for (const auto& token : tokens_) {
            for (std::size_t i = 0; i < SENDERS; ++i) {
                if (i > 0)
                    list.push_back(
                        call_txn(0, token, transfer_call(keys_[i].address(), SHARE), 80'000));
                list.push_back(call_txn(0, token, transfer_call(wallet(i), SHARE), 80'000));
            }
            seal(std::exchange(list, {}));
        }
        for (const auto& pair : pairs_) {
            for (const auto& token : pair.tokens)
                list.push_back(call_txn(0, token, transfer_call(pair.address, RESERVE), 80'000));
            list.push_back(call_txn(0, pair.address,
                                    call("6a627842", {to_u256(keys_[0].address())}), 300'000));
        }
        seal(std::move(list));
    }

    void add_pair(const Address& factory, const Hash32& pair_hash, std::size_t i,
                  std::vector<Bytes>& list) {
        std::array tokens{tokens_[i], tokens_[(i + 1) % TOKENS]};
        list.push_back(call_txn(
            0, factory, call("c9c65396", {to_u256(tokens[0]), to_u256(tokens[1])}), 5'000'000));
        std::ranges::sort(tokens);
        // EIP-1014, with salt keccak256(token0 ++ token1).
        auto pool_key = to_bytes(tokens[0]);
        append(pool_key, tokens[1]);
        Bytes preimage{0xff};
        append(preimage, factory);
        append(preimage, keccak256(pool_key));
        append(preimage, pair_hash);
        pairs_.push_back({Address::from_right(keccak256(preimage)), tokens, {RESERVE, RESERVE}});
    }

    // The load ------------------------------------------------------------------------------

    Bytes next(Load load) {
        const auto number = count_++;
        const auto sender = number % SENDERS;
        const auto kind = load == Load::defi ? static_cast<Load>(number / SENDERS % 3) : load;
        // Accounts of others; as they come round again they exist.
        const auto recipient = to_address(u256{0xbeef'0000 + number * 7919 % 4'001});
        switch (kind) {
            case Load::transfers:
                return sign(sender, {.gas_limit = 21'000, .to = recipient, .value = 1});
            case Load::tokens:
                return call_txn(sender, tokens_[number % TOKENS], transfer_call(recipient, 5),
                                80'000);
            case Load::defi:
                break;
        }
        return swap(sender, pairs_[number % TOKENS], number % 2);
    }

    struct Pair {
        Address address;
        std::array<Address, 2> tokens;
        std::array<std::uint64_t, 2> reserves;
    };
    static void add_call(Bytes& data, const Address& target, const Bytes& inner) {
        append(data, target);
        data.push_back(static_cast<std::uint8_t>(inner.size() >> 8));
        data.push_back(static_cast<std::uint8_t>(inner.size()));
        append(data, inner);
    }
    /// Pays token `in` and takes what the pair owes for it, 0.3 % less.
    Bytes swap(std::size_t sender, Pair& pair, std::size_t in) {
        const std::uint64_t amount = 1'000 + count_ % 977;
        auto& reserve_in = pair.reserves[in];
        auto& reserve_out = pair.reserves[1 - in];
        const auto paid = u256{amount * 997};
        const auto out = (paid * u256{reserve_out} / (u256{reserve_in} * u256{1'000} + paid));
        reserve_in += amount;
        reserve_out -= out.low64();
        Bytes data;
        add_call(data, pair.tokens[in], transfer_call(pair.address, amount));
        add_call(data, pair.address,
                 call("022c0d9f", {in == 0 ? u256{} : out, in == 0 ? out : u256{},
                                   to_u256(keys_[sender].address()), u256{128}, u256{}}));
        return call_txn(sender, wallet(sender), std::move(data), 200'000);
    }

    rollup::PayloadAttributes attributes_at(std::uint64_t timestamp,
                                            std::vector<Bytes> transactions,
                                            bool no_tx_pool = false) const {
        return {.timestamp = timestamp,
                .prev_randao = Hash32{{3}},
                .suggested_fee_recipient = rollup::SEQUENCER_FEE_VAULT,
                .parent_beacon_block_root = Hash32{{4}},
                .withdrawals = std::vector<Withdrawal>{},
                .transactions = std::move(transactions),
                .no_tx_pool = no_tx_pool,
                .gas_limit = 60'000'000,
                .eip_1559_params = rollup::Eip1559Params{},
                .min_base_fee = 0};
    }

    /// A block of these transactions on the last one. All must succeed.
    void seal(std::vector<Bytes> list) {
        const auto parent = node_.head();
        const auto header = node_.header(parent.hash);
        const auto timestamp = header.timestamp + 2;
        const rollup::L1BlockInfo l1{
            .ref = {.hash = Hash32{{1}}, .number = 7, .time = GENESIS_TIME},
            .base_fee = 1'000'000'000,
            .excess_blob_gas = 0,
            .prev_randao = Hash32{{3}},
            .parent_beacon_block_root = Hash32{{4}}};
        list.insert(list.begin(), encode_transaction(*rollup::l1_attributes_deposit(
                                      files_.rollup, files_.rollup.genesis.system_config,
                                      parent.number, l1, timestamp)));
        const auto attributes = attributes_at(timestamp, std::move(list), true);
        const auto started = node_.forkchoice({parent.hash, {}, {}}, &attributes);
        DUSK_CHECK(started && started->payload_id);
        const auto built = node_.get_payload(*started->payload_id, timestamp);
        DUSK_CHECK(built.has_value());
        DUSK_CHECK(node_.new_payload(*built)->kind == sources::PayloadStatusKind::valid);
        DUSK_CHECK(node_.forkchoice({built->payload.block_hash, {}, {}}, nullptr).has_value());
        DUSK_CHECK(node_.all_succeeded(built->payload.block_hash));
        payloads_.push_back(*built);
    }

    static constexpr std::uint64_t SHARE = 1'000'000'000'000;
    static constexpr std::uint64_t RESERVE = 1'000'000'000'000;

    genesis::RollupFiles files_;
    MemoryNode node_;
    std::vector<EthereumKey> keys_;
    std::vector<std::uint64_t> nonces_;
    std::vector<Address> tokens_;
    std::vector<Pair> pairs_;
    std::vector<sources::PayloadEnvelope> payloads_;
    std::size_t setup_blocks_ = 0;
    std::size_t count_ = 0;
    std::uint64_t gas_ = 0;
};

}  // namespace dusk::bench
