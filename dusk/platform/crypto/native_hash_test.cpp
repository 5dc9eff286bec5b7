#include <random>

#include <gtest/gtest.h>

#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/crypto/hash_blocks.hpp>
#include <dusk/platform/crypto/keccak_lanes.hpp>
#include <dusk/platform/crypto/native_hash.hpp>

namespace dusk::native {
namespace {

#define DUSK_SKIP_WITHOUT(extension)      \
    if (!find_extensions().extension) {   \
        GTEST_SKIP() << "no " #extension; \
    }

using State = std::uint64_t[25];

void fill(std::mt19937_64& random, std::uint64_t (&state)[25]) {
    for (auto& lane : state) lane = random();
}

Bytes random_bytes(std::mt19937_64& random, std::size_t size) {
    Bytes out(size);
    for (auto& b : out) b = static_cast<std::uint8_t>(random());
    return out;
}

TEST(native_hash, takes_the_place_of_the_portable_one) {
    EXPECT_TRUE(is_in_use());
    Hash32 digest;
    const BytesView message;
    dusk::keccak256_each({&message, 1}, &digest);
    EXPECT_EQ(digest, EMPTY_CODE_HASH);
}

TEST(native_hash, keccak_with_bmi2_agrees_with_the_portable) {
    DUSK_SKIP_WITHOUT(bmi2);
    std::mt19937_64 random{1};
    for (int i = 0; i < 1000; ++i) {
        State want;
        State got;
        fill(random, want);
        std::ranges::copy(want, got);
        portable::keccak_f1600(want);
        keccak_f1600_bmi2(got);
        ASSERT_TRUE(std::ranges::equal(want, got));
    }
}

template <std::size_t Count, class Permute>
void expect_lanes_agree(Permute permute) {
    std::mt19937_64 random{2};
    for (int i = 0; i < 200; ++i) {
        std::uint64_t lanes[25][Count];
        State want[Count];
        for (std::size_t j = 0; j < Count; ++j) {
            fill(random, want[j]);
            for (std::size_t k = 0; k < 25; ++k) lanes[k][j] = want[j][k];
            portable::keccak_f1600(want[j]);
        }
        permute(lanes);
        for (std::size_t j = 0; j < Count; ++j)
            for (std::size_t k = 0; k < 25; ++k) ASSERT_EQ(lanes[k][j], want[j][k]);
    }
}

TEST(native_hash, keccak_of_4_states_agrees_with_the_portable) {
    DUSK_SKIP_WITHOUT(avx2);
    expect_lanes_agree<4>(keccak_f1600_x4_avx2);
}

TEST(native_hash, keccak_of_8_states_agrees_with_the_portable) {
    DUSK_SKIP_WITHOUT(avx512);
    expect_lanes_agree<8>(keccak_f1600_x8_avx512);
}

void expect_each_agrees(void (*each)(std::span<const BytesView>, Hash32*) noexcept) {
    std::mt19937_64 random{3};
    for (std::size_t count = 0; count < 40; ++count) {
        std::vector<Bytes> messages;
        for (std::size_t i = 0; i < count; ++i)
            messages.push_back(random_bytes(random, random() % (i % 5 == 0 ? 2000 : 140)));
        const std::vector<BytesView> views(messages.begin(), messages.end());
        std::vector<Hash32> want(count);
        std::vector<Hash32> got(count);
        portable::keccak256_each(views, want.data());
        each(views, got.data());
        ASSERT_EQ(got, want) << count;
    }
}

TEST(native_hash, keccak_of_many_messages_agrees_with_the_portable) {
    expect_each_agrees(dusk::keccak256_each);
    if (find_extensions().avx2) expect_each_agrees(keccak256_each_lanes<keccak_f1600_x4_avx2>);
    if (find_extensions().avx512) expect_each_agrees(keccak256_each_lanes<keccak_f1600_x8_avx512>);
}

TEST(native_hash, keccak_of_many_messages_meets_the_edges_of_blocks) {
    std::vector<Bytes> messages;
    for (std::size_t size = 0; size < 300; ++size) messages.emplace_back(size, std::uint8_t{0xa5});
    const std::vector<BytesView> views(messages.begin(), messages.end());
    std::vector<Hash32> got(messages.size());
    dusk::keccak256_each(views, got.data());
    for (std::size_t i = 0; i < messages.size(); ++i) ASSERT_EQ(got[i], keccak256(messages[i]));
}

TEST(native_hash, sha256_agrees_with_the_portable) {
    DUSK_SKIP_WITHOUT(sha);
    std::mt19937_64 random{4};
    for (std::size_t blocks = 0; blocks < 20; ++blocks) {
        const auto message = random_bytes(random, 64 * blocks + blocks % 3);
        std::uint32_t want[8];
        for (auto& word : want) word = static_cast<std::uint32_t>(random());
        std::uint32_t got[8];
        std::ranges::copy(want, got);
        portable::sha256_compress(want, message);
        sha256_compress_sha(got, message);
        ASSERT_TRUE(std::ranges::equal(want, got)) << blocks;
    }
}

TEST(native_hash, blake2b_agrees_with_the_portable) {
    std::mt19937_64 random{5};
    for (const std::uint32_t rounds : {0u, 1u, 2u, 9u, 10u, 11u, 12u, 20u, 33u, 1000u}) {
        std::uint64_t m[16];
        std::uint64_t start[16];
        for (auto& word : m) word = random();
        for (auto& word : start) word = random();
        const auto run = [&](auto* function) {
            std::array<std::uint64_t, 16> out;
            std::uint64_t v[16];
            std::ranges::copy(start, v);
            function(rounds, v, m);
            std::ranges::copy(v, out.begin());
            return out;
        };
        const auto want = run(portable::blake2b_rounds);
        EXPECT_EQ(run(dusk::blake2b_rounds), want) << rounds;
        if (find_extensions().avx2) EXPECT_EQ(run(blake2b_rounds_avx2), want) << rounds;
        if (find_extensions().avx512) EXPECT_EQ(run(blake2b_rounds_avx512), want) << rounds;
    }
}

TEST(native_hash, sha256_knows_its_answer) {
    const auto digest = sha256(as_bytes("abc"));
    EXPECT_EQ(digest[0], 0xba);
    EXPECT_EQ(digest[31], 0xad);
}

}  // namespace
}  // namespace dusk::native
