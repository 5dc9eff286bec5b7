#include <random>
#include <set>

#include <gtest/gtest.h>

#include <dusk/core/base/flat_map.hpp>

namespace dusk {
namespace {

/// A key that counts how often it is compared.
struct CountedKey {
    u256 value;
    static inline std::size_t comparisons = 0;
    friend bool operator==(const CountedKey& a, const CountedKey& b) {
        ++comparisons;
        return a.value == b.value;
    }
};

struct CountedHash {
    FlatHash hash;
    std::uint64_t operator()(const CountedKey& key) const noexcept { return hash(key.value); }
};

constexpr HashSeed SECRET{0xa4093822299f31d0, 0x082efa98ec4e6c89};

/// Keys with one hash under `seed`: the first factor of the first product is zero.
std::vector<u256> colliding_keys(const HashSeed& seed, std::size_t count) {
    std::vector<u256> keys;
    for (std::uint64_t i = 0; i < count; ++i) keys.push_back({0, 0, i, seed.first});
    return keys;
}

std::size_t comparisons_with(const HashSeed& seed, const std::vector<u256>& keys) {
    FlatMap<CountedKey, std::size_t, CountedHash> map{CountedHash{FlatHash{seed}}};
    CountedKey::comparisons = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) map[{keys[i]}] = i;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto* found = map.find({keys[i]});
        if (found == nullptr || *found != i) ADD_FAILURE() << i;
    }
    return CountedKey::comparisons;
}

TEST(flat_hash, keys_that_meet_under_one_seed_do_not_under_another) {
    const FlatHash known{portable::HASH_SEED};
    const FlatHash secret{SECRET};
    std::set<std::uint64_t> hashes;
    const auto keys = colliding_keys(portable::HASH_SEED, 1000);
    for (const auto& key : keys) {
        EXPECT_EQ(known(key), known(keys[0]));
        hashes.insert(secret(key));
    }
    EXPECT_EQ(hashes.size(), keys.size());
}

TEST(flat_hash, every_byte_of_a_key_counts) {
    const FlatHash hash{SECRET};
    const auto check = [&]<std::size_t N>(FixedBytes<N> key) {
        std::set<std::uint64_t> hashes{hash(key)};
        for (std::size_t i = 0; i < N; ++i) {
            key[i] ^= 0x80;
            hashes.insert(hash(key));
            key[i] ^= 0x80;
        }
        EXPECT_EQ(hashes.size(), N + 1) << N;
    };
    check(FixedBytes<16>{});
    check(Address{});
    check(Hash32{});
    check(FixedBytes<52>{});
}

TEST(flat_hash, of_a_number_counts_every_limb) {
    const FlatHash hash{SECRET};
    std::set<std::uint64_t> hashes{hash(u256{})};
    for (unsigned limb = 0; limb < 4; ++limb)
        for (unsigned bit = 0; bit < 64; ++bit) {
            u256 key;
            key.limb[limb] = std::uint64_t{1} << bit;
            hashes.insert(hash(key));
        }
    EXPECT_EQ(hashes.size(), 257u);
}

TEST(flat_map, chosen_keys_cost_no_more_than_others) {
    constexpr std::size_t COUNT = 31'000;
    const auto attack = colliding_keys(portable::HASH_SEED, COUNT);
    std::mt19937_64 random{1};
    std::vector<u256> others;
    for (std::size_t i = 0; i < COUNT; ++i)
        others.push_back({random(), random(), random(), random()});
    std::vector<u256> aligned;
    for (std::uint64_t i = 0; i < COUNT; ++i) aligned.push_back({i << 48, 0, 0, 0});
    const auto usual = comparisons_with(SECRET, others);
    EXPECT_LT(usual, COUNT * 4);
    EXPECT_LT(comparisons_with(SECRET, attack), COUNT * 4);
    EXPECT_LT(comparisons_with(SECRET, aligned), COUNT * 4);
    // The attack works against who has no secret.
    const std::vector<u256> few(attack.begin(), attack.begin() + 1000);
    EXPECT_GT(comparisons_with(portable::HASH_SEED, few), 1000u * 900);
}

TEST(flat_map, the_order_of_entries_does_not_depend_on_the_seed) {
    std::mt19937_64 random{2};
    FlatMap<u256, int> one{FlatHash{portable::HASH_SEED}};
    FlatMap<u256, int> other{FlatHash{SECRET}};
    for (int i = 0; i < 1000; ++i) {
        const u256 key = random() % 500;
        one[key] = i;
        other[key] = i;
    }
    one.truncate(200);
    other.truncate(200);
    EXPECT_TRUE(std::ranges::equal(one, other));
    for (const auto& [key, value] : one) {
        ASSERT_NE(other.find(key), nullptr);
        EXPECT_EQ(*other.find(key), value);
    }
}

TEST(flat_map, forgets_what_was_inserted_after_the_mark) {
    FlatMap<u256, int> map;
    for (int i = 0; i < 100; ++i) map[static_cast<std::uint64_t>(i)] = i;
    map.truncate(10);
    EXPECT_EQ(map.size(), 10u);
    EXPECT_TRUE(map.contains(9));
    EXPECT_FALSE(map.contains(10));
    EXPECT_TRUE(map.try_insert(10, 1).second);
    EXPECT_FALSE(map.try_insert(10, 2).second);
}

}  // namespace
}  // namespace dusk
