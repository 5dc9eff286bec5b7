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

/// Looks up without end, or stops at the look that is one too many.
class Watcher final : public evm::Tracer {
public:
    explicit Watcher(std::size_t looks_max = SIZE_MAX) : looks_max_(looks_max) {}
    bool wants_steps() const override { return false; }
    bool wants_looks() const override { return true; }
    void on_look() override {
        if (++looks > looks_max_) stop();
    }
    std::size_t looks = 0;

private:
    const std::size_t looks_max_;
};

TEST_F(fast_interpreter, agrees_with_the_portable_one_while_somebody_watches) {
    std::mt19937_64 random(2);
    Watcher watcher;
    for (int i = 0; i < 2000; ++i) {
        const auto seed = random_bytes(random, 200 + random() % 4000);
        const auto gas = i % 2 == 0 ? random() % 50 : random() % 2000;
        const auto watched = make_fast_interpreter(static_cast<std::int64_t>(gas));
        const auto difference = Twins(seed).difference(*watched, &watcher);
        ASSERT_EQ(difference, "") << "program " << i << ", gas between looks " << gas;
    }
    EXPECT_GT(watcher.looks, 2000u);
}

TEST_F(fast_interpreter, ends_when_who_watches_says_so) {
    MemoryState world;
    const auto target = twin_address(0);
    const auto loops = [&](const Interpreter* interpreter, const Bytes& code) {
        world.set_code(target, code);
        State state(world);
        evm::Workspace workspace;
        Watcher watcher(10);
        const evm::BlockContext block{};
        const evm::TxnContext txn{};
        const evm::PrecompileSet precompiles{.revision = evm::Revision::osaka};
        const TwinCrypto crypto;
        const TwinHashes hashes;
        const ExecutionEnv env{.revision = evm::Revision::osaka,
                               .block = block,
                               .txn = txn,
                               .precompiles = precompiles,
                               .crypto = crypto,
                               .block_hashes = hashes,
                               .workspace = workspace,
                               .tracer = &watcher,
                               .interpreter = interpreter};
        state.begin_transaction();
        const auto result = execute_message(
            state, env, {.gas = INT64_MAX, .recipient = target, .code_address = target});
        EXPECT_EQ(result.status, evm::Status::out_of_gas);
        EXPECT_EQ(result.gas_left, 0);
        EXPECT_EQ(watcher.looks, 11u);
    };
    const Bytes known{0x5b, 0x5f, 0x56};                      // JUMPDEST PUSH0 JUMP
    const Bytes computed{0x5b, 0x5f, 0x5f, 0x01, 0x50, 0x5a,  // …, to where MSIZE says
                         0x50, 0x59, 0x56};
    const Bytes stateful{0x5b, 0x5f, 0x54, 0x50, 0x5f, 0x56};  // SLOAD
    Bytes large = known;
    large.resize(20000);
    for (const auto& code : {known, computed, stateful, large}) {
        loops(nullptr, code);
        loops(fast.get(), code);
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
