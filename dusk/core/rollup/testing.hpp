// Help for the tests of this module and of those that use it: byte strings that depend on a number,
// a configuration, signed-looking transactions, and a crypto provider that needs no curve.
#pragma once

#include <dusk/core/base/endian.hpp>
#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/provider.hpp>
#include <dusk/core/rollup/rollup_config.hpp>

namespace dusk::rollup::testing {

/// Pseudo-random numbers that are the same everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        auto z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }
    Bytes bytes(std::size_t size) {
        Bytes out(size);
        for (auto& b : out) b = static_cast<std::uint8_t>(next());
        return out;
    }
    template <std::size_t N>
    FixedBytes<N> fixed() {
        return FixedBytes<N>::from(bytes(N));
    }

private:
    std::uint64_t state_;
};

inline Hash32 hash_of(std::string_view label, std::uint64_t number) {
    Bytes input = to_bytes(as_bytes(label));
    append_be(input, number);
    return keccak256(input);
}

inline Address address_of(std::uint64_t number) { return to_address(u256{0xadd0000 + number}); }

/// Takes r of a signature for the signer's address.
class FakeCrypto final : public CryptoProvider {
public:
    std::expected<Bytes, CryptoError> curve(CurveOp, BytesView) const override {
        return std::unexpected(CryptoError::invalid_input);
    }
    std::optional<Address> recover_signer(const Hash32&, const Hash32& r, const Hash32&,
                                          bool) const override {
        return Address::from_right(r);
    }
};

/// A transaction that FakeCrypto takes for one of `signer`.
inline Transaction signed_by(const Address& signer, TxnType type, std::uint64_t chain_id) {
    Transaction txn;
    txn.type = type;
    txn.chain_id = chain_id;
    txn.signature = {.r = to_u256(signer), .s = u256{1}, .odd_y = false};
    return txn;
}

/// Any transaction that a span batch can hold.
inline Transaction random_txn(Random& random, std::uint64_t chain_id) {
    constexpr TxnType types[] = {TxnType::legacy, TxnType::access_list, TxnType::dynamic_fee,
                                 TxnType::set_code};
    Transaction txn;
    txn.type = types[random.below(4)];
    if (txn.type != TxnType::legacy || random.below(2) == 0) txn.chain_id = chain_id;
    txn.nonce = random.next() >> random.below(64);
    txn.gas_limit = random.next() >> random.below(64);
    txn.value = to_u256(random.fixed<32>()) >> random.below(256);
    txn.max_fee_per_gas = to_u256(random.fixed<32>()) >> random.below(256);
    txn.max_priority_fee_per_gas = txn.type >= TxnType::dynamic_fee
                                       ? to_u256(random.fixed<32>()) >> random.below(256)
                                       : txn.max_fee_per_gas;
    txn.data = random.bytes(random.below(100));
    if (txn.type == TxnType::set_code || random.below(5) != 0) txn.to = random.fixed<20>();
    if (txn.type != TxnType::legacy)
        for (auto n = random.below(3); n > 0; --n) {
            auto& entry = txn.access_list.emplace_back();
            entry.address = random.fixed<20>();
            for (auto k = random.below(3); k > 0; --k)
                entry.storage_keys.push_back(random.fixed<32>());
        }
    if (txn.type == TxnType::set_code)
        for (auto n = random.below(3); n > 0; --n)
            txn.authorization_list.push_back({.chain_id = u256{random.below(1000)},
                                              .address = random.fixed<20>(),
                                              .nonce = random.next(),
                                              .y_parity = static_cast<std::uint8_t>(random.next()),
                                              .r = to_u256(random.fixed<32>()),
                                              .s = to_u256(random.fixed<32>())});
    txn.signature = {.r = to_u256(random.fixed<32>()) >> 1,
                     .s = to_u256(random.fixed<32>()) >> 2,
                     .odd_y = random.below(2) == 1};
    return txn;
}

/// A small rollup: blocks of two seconds on an L1 of ten, all forks up to `last` at genesis.
inline RollupConfig config_through(OpFork last) {
    RollupConfig config;
    config.genesis = {.l1 = {.hash = hash_of("l1", 100), .number = 100},
                      .l2 = {.hash = hash_of("l2", 0), .number = 0},
                      .l2_time = 10'000,
                      .system_config = {}};
    config.genesis.system_config.batcher_addr = address_of(1);
    config.genesis.system_config.scalar =
        encode_ecotone_scalar({.base_fee_scalar = 1368, .blob_base_fee_scalar = 810'949});
    config.genesis.system_config.gas_limit = 30'000'000;
    config.block_time = 2;
    config.max_sequencer_drift = 600;
    config.seq_window_size = 10;
    config.channel_timeout = 6;
    config.l1_chain_id = 900;
    config.l2_chain_id = 901;
    config.forks = OpForkSchedule::all_through(last);
    config.batch_inbox_address = address_of(2);
    config.deposit_contract_address = address_of(3);
    config.l1_system_config_address = address_of(4);
    return config;
}

}  // namespace dusk::rollup::testing
