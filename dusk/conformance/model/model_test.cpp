// Core against the model: seeded scenarios of all forks, and facts that the model's arithmetic must
// satisfy by itself. fuzz/evm/differential.cpp looks further.
#include <random>

#include <gtest/gtest.h>

#include <dusk/conformance/model/compare.hpp>
#include <dusk/conformance/model/word.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::model {
namespace {

constexpr std::uint64_t CASES = 3'000;

Bytes random_bytes(std::mt19937_64& random, std::size_t size) {
    Bytes out(size);
    for (auto& byte : out) byte = static_cast<std::uint8_t>(random());
    return out;
}

Word random_word(std::mt19937_64& random) {
    const auto bytes = random_bytes(random, 1 + random() % 32);
    const auto value = word_of_bytes(bytes);
    return random() % 4 == 0 ? bit_not(value) : value;
}

TEST(model_word, arithmetic_satisfies_its_laws) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 300; ++i) {
        const auto a = random_word(random);
        const auto b = random_word(random);
        const auto m = random_word(random);
        EXPECT_EQ(sub(add(a, b), b), a);
        EXPECT_EQ(add(mul(div(a, b), b), mod(a, b)), is_zero(b) ? Word{} : a);
        EXPECT_EQ(add(mul(sdiv(a, b), b), smod(a, b)), is_zero(b) ? Word{} : a);
        EXPECT_EQ(mod(mulmod(a, b, m), m), mulmod(b, a, m));
        EXPECT_EQ(addmod(a, b, m), addmod(b, a, m));
        EXPECT_EQ(exp(a, word(3)), mul(a, mul(a, a)));
        EXPECT_EQ(bit_or(shl(word(100), shr(word(100), a)), shr(word(156), shl(word(156), a))),
                  bit_or(shr(word(156), shl(word(156), a)), shl(word(100), shr(word(100), a))));
        EXPECT_EQ(sar(word(255), a), is_negative(a) ? bit_not(Word{}) : Word{});
        EXPECT_EQ(word_of_bytes(bytes_of(a)), a);
        EXPECT_EQ(less(a, b),
                  is_negative(a) == is_negative(b) ? less_signed(a, b) : is_negative(b));
    }
}

/// What core makes of a scenario, by each of its interpreters in turn.
std::optional<std::string> find_any_difference(const Scenario& scenario, Coverage& coverage) {
    const auto model = run_model(scenario);
    if (auto d = find_difference(scenario, model, {.coverage = &coverage})) return "traced: " + *d;
    if (auto d = find_difference(scenario, model)) return "portable: " + *d;
    static const auto fast = make_fast_interpreter();
    // Twice: long code is translated when it runs again.
    for (int i = 0; i < 2 && fast; ++i)
        if (auto d = find_difference(scenario, model, {.interpreter = fast.get()}))
            return "fast: " + *d;
    return {};
}

TEST(model, agrees_with_core_on_random_blocks_under_every_fork) {
    Coverage coverage;
    for (std::uint64_t seed = 0; seed < CASES; ++seed) {
        std::mt19937_64 random(seed);
        const auto source = random_bytes(random, 8'000);
        Choices choices(source);
        const auto difference = find_any_difference(make_scenario(choices), coverage);
        ASSERT_FALSE(difference) << "seed " << seed << ": " << *difference;
    }
    // The generator reaches what it is meant to.
    EXPECT_GT(coverage.included, CASES / 2);
    EXPECT_GT(coverage.refused, CASES / 10);
    EXPECT_GT(coverage.succeeded, CASES / 3);
    EXPECT_GT(coverage.refunded, CASES / 30);
    EXPECT_GT(coverage.logs, CASES / 30);
    EXPECT_GT(coverage.deposits, CASES / 30);
    EXPECT_GT(coverage.depth_max, 20u);
    const auto seen =
        std::ranges::count_if(coverage.opcodes, [](auto count) { return count > 20; });
    EXPECT_GT(seen, 140);
    RecordProperty("included", std::to_string(coverage.included));
    RecordProperty("steps", std::to_string(coverage.steps));
}

}  // namespace
}  // namespace dusk::model
