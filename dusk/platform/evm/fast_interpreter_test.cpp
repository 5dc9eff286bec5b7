// The fast interpreter against the portable one.
#include <random>

#include <gtest/gtest.h>

#include <dusk/platform/evm/program.hpp>
#include <dusk/platform/evm/translation_cache.hpp>
#include <dusk/platform/evm/twins.hpp>

namespace dusk::test {
namespace {

class fast_interpreter : public ::testing::Test {
protected:
    void SetUp() override {
        if (fast == nullptr) GTEST_SKIP() << "the processor has no BMI2 or ADX";
    }
    const std::unique_ptr<Interpreter> fast = make_fast_interpreter();
};

Bytes random_bytes(std::mt19937_64& random, std::size_t size) {
    Bytes out(size);
    for (auto& b : out) b = static_cast<std::uint8_t>(random());
    return out;
}

TEST_F(fast_interpreter, agrees_with_the_portable_one_on_random_programs) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 4000; ++i) {
        const auto seed = random_bytes(random, 200 + random() % 4000);
        const auto difference = Twins(seed).difference(*fast);
        ASSERT_EQ(difference, "") << "program " << i;
    }
}

TEST_F(fast_interpreter, translates_short_code_at_once_and_long_code_when_it_comes_again) {
    const Bytes small(100, 0x5b);
    const Bytes large(20000, 0x5b);
    const auto revision = evm::Revision::osaka;
    EXPECT_TRUE(fast->analyze(revision, keccak256(small), small)->is_translated_for(revision));
    EXPECT_FALSE(fast->analyze(revision, keccak256(large), large)->is_translated_for(revision));
    const auto again = fast->analyze(revision, keccak256(large), large);
    EXPECT_TRUE(again->is_translated_for(revision));
    EXPECT_EQ(fast->analyze(revision, keccak256(large), large), again);
    EXPECT_FALSE(again->is_translated_for(evm::Revision::prague));
}

TEST(program, takes_time_and_room_in_proportion_to_the_code) {
    // Runs of what is joined, each of which could be looked through again at every position.
    for (const Bytes& pattern : {Bytes{0x15}, Bytes{0x50}, Bytes{0x60, 1}, Bytes{0x60, 1, 0x01},
                                 Bytes{0x60, 1, 0x60, 1, 0x01}, Bytes{0x5b}, Bytes{0x54}}) {
        evm::CodeAnalysis code;
        Bytes bytes;
        while (bytes.size() < 1'000'000) append(bytes, pattern);
        code = evm::analyze(bytes);
        const auto program = evm::fast::translate(evm::Revision::osaka, code);
        EXPECT_LT(program->memory_size(), bytes.size() * 45);
    }
}

TEST(translation_cache, keeps_what_is_asked_for_and_forgets_the_rest) {
    evm::fast::TranslationCache cache(100);
    const auto entry = std::make_shared<const evm::CodeAnalysis>();
    const auto kept = to_hash32(u256{1});
    cache.put(kept, entry, 10);
    for (std::uint64_t i = 2; i < 40; ++i) {
        cache.put(to_hash32(u256{i}), entry, 10);
        EXPECT_EQ(cache.find(kept), entry);
    }
    EXPECT_EQ(cache.find(to_hash32(u256{2})), nullptr);
    EXPECT_EQ(cache.find(to_hash32(u256{39})), entry);
}

}  // namespace
}  // namespace dusk::test
