// state-root-bench: from the accounts that a block changed to the new state root, in memory: all
// trie nodes by their hash in a hash table, so that no disk is measured. Rates are changes per
// second; each includes reading the nodes on its path, encoding and hashing the new ones.
#include <algorithm>

#include <benchmark/benchmark.h>

#include <dusk/conformance/memory_chain.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/chain/execute_block.hpp>

namespace dusk {
namespace {

Address address_of(std::uint64_t number) {
    Bytes input;
    append_be(input, number);
    return Address::from_right(keccak256(input));
}

/// A whole state of accounts without storage, or of one contract with many slots.
struct World {
    conformance::MemoryNodes nodes;
    Hash32 root = EMPTY_TRIE_ROOT;

    void apply(const StateDiff& diff) {
        const auto update = apply_state_diff(root, diff, nodes);
        DUSK_CHECK(update.has_value());
        nodes.add(update->nodes);
        root = update->state_root;
    }
};

StateDiff account_changes(std::uint64_t count, std::uint64_t stride, std::uint64_t nonce) {
    StateDiff diff;
    for (std::uint64_t i = 0; i < count; ++i)
        diff.accounts.push_back(
            {.address = address_of(i * stride),
             .account = Account{.nonce = nonce, .balance = u256{1'000'000'000} * u256{i + nonce}},
             .storage = {}});
    std::ranges::sort(diff.accounts, {}, &AccountDiff::address);
    return diff;
}

/// Balances of a token: slots at hashes, as Solidity's mappings have them.
StateDiff slot_changes(std::uint64_t count, std::uint64_t stride, std::uint64_t salt) {
    AccountDiff token{.address = address_of(0), .account = Account{.nonce = 1}, .storage = {}};
    for (std::uint64_t i = 0; i < count; ++i)
        token.storage.emplace_back(to_u256(keccak256(address_of(i * stride))),
                                   u256{1'000'000'007} * u256{i + salt});
    std::ranges::sort(token.storage);
    StateDiff diff;
    diff.accounts.push_back(std::move(token));
    return diff;
}

using Changes = StateDiff (*)(std::uint64_t, std::uint64_t, std::uint64_t);

/// range(0): how much the state holds; range(1): how much of it changes.
void measure(benchmark::State& state, Changes changes) {
    const auto total = static_cast<std::uint64_t>(state.range(0));
    const auto changed = static_cast<std::uint64_t>(state.range(1));
    World world;
    world.apply(changes(total, 1, 1));
    const auto diff = changes(changed, total / changed, 2);
    for (auto _ : state) {
        auto update = apply_state_diff(world.root, diff, world.nodes);
        DUSK_CHECK(update.has_value());
        benchmark::DoNotOptimize(update);
    }
    state.SetItemsProcessed(state.iterations() * state.range(1));
}

void accounts(benchmark::State& state) { measure(state, account_changes); }
void slots(benchmark::State& state) { measure(state, slot_changes); }

/// The root of an empty state's successor with range(0) accounts.
void build(benchmark::State& state) {
    const auto diff = account_changes(static_cast<std::uint64_t>(state.range(0)), 1, 1);
    const conformance::MemoryNodes nothing;
    for (auto _ : state) {
        auto update = apply_state_diff(EMPTY_TRIE_ROOT, diff, nothing);
        benchmark::DoNotOptimize(update);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// The receipts root of a block of transfers of a token.
void receipts(benchmark::State& state) {
    std::vector<Receipt> all(static_cast<std::size_t>(state.range(0)));
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].success = true;
        all[i].cumulative_gas_used = 35'000 * (i + 1);
        all[i].logs.push_back({.address = address_of(0),
                               .topics = {Hash32{{1}}, Hash32{{2}}, Hash32{{3}}},
                               .data = Bytes(32)});
    }
    for (auto _ : state) {
        auto root = receipts_root(all);
        benchmark::DoNotOptimize(root);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(accounts)
    ->Unit(benchmark::kMillisecond)
    ->ArgNames({"of", "changed"})
    ->Args({100'000, 1'000})
    ->Args({100'000, 10'000})
    ->Args({500'000, 10'000});
BENCHMARK(slots)
    ->Unit(benchmark::kMillisecond)
    ->ArgNames({"of", "changed"})
    ->Args({100'000, 1'000})
    ->Args({100'000, 10'000});
BENCHMARK(build)->Unit(benchmark::kMillisecond)->ArgName("accounts")->Arg(100'000);
BENCHMARK(receipts)->Unit(benchmark::kMillisecond)->ArgName("count")->Arg(1'000);

}  // namespace
}  // namespace dusk

BENCHMARK_MAIN();
