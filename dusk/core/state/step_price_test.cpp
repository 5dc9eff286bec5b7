// Prices told ahead against those that instructions then take.
#include <dusk/core/state/evm_fixture.hpp>
#include <dusk/core/state/step_price.hpp>

namespace dusk::test {
namespace {

/// Notes each step of the outermost frame with its price and what it took.
class PriceTracer final : public evm::Tracer {
public:
    struct Seen {
        std::uint8_t opcode = 0;
        std::int64_t gas = 0;
        std::int64_t price = 0;
        std::int64_t taken = -1;
    };

    PriceTracer(Revision revision, std::optional<State>& state)
        : revision_(revision), state_(state) {}

    void on_step(const evm::Step& step) override {
        if (step.message.depth > 0) return;
        // What a call passes on counts, and what came back is no discount.
        if (!seen.empty()) seen.back().taken = seen.back().gas - step.gas + returned_;
        returned_ = 0;
        seen.push_back({step.opcode, step.gas, step_price(step, revision_, *state_)});
    }
    void on_exit(const evm::Message& message, const CallResult& result) override {
        if (message.depth == 0) return;
        returned_ = result.gas_left;
        if (is_create(message.kind)) returned_ -= message.gas;
    }
    std::vector<Seen> seen;

private:
    const Revision revision_;
    std::optional<State>& state_;
    std::int64_t returned_ = 0;
};

class step_price_of : public EvmTest {
protected:
    void SetUp() override {
        world[target].account.balance = u256{1000};
        world.set_code(address_of(0xca11), Code().push(1).push(2).op(ADD).op(STOP));
        world.set_storage(target, 7, 70);
    }
    std::vector<PriceTracer::Seen> trace(const Bytes& code, std::int64_t gas = SUPPLY) {
        PriceTracer prices(revision, state);
        tracer = &prices;
        (void)run(code, gas);
        tracer = nullptr;
        return prices.seen;
    }
    /// All that has a price of its own, some of it twice: cold, then warm.
    Code tour() const {
        Code code;
        for (int i = 0; i < 2; ++i) {
            code.push(10).push(200).op(KECCAK256).push(0x1234).push(3).op(EXP).op(ADD).op(POP);
            code.push(100).push(3).push(700).op(CALLDATACOPY).push(33).push(0).push(9);
            code.op(CODECOPY).push(65).push(2000).push(1).op(MCOPY);
            code.push(40).push(0).push(10).push(address_of(0xca11)).op(EXTCODECOPY);
            code.push(address_of(0xba1)).op(BALANCE).push(address_of(0xba2)).op(EXTCODESIZE);
            code.push(address_of(0xba3)).op(EXTCODEHASH).op(ADD).op(ADD).op(POP);
            code.push(7).op(SLOAD).op(POP).sstore(7, 71).sstore(7, 70).sstore(9, 1).sstore(9, 0);
            code.push(0xaa).push(2).push(40).push(3000).op(LOG2);
            code.call(address_of(0xca11)).op(POP).call(address_of(0xca11), 1).op(POP);
            code.call(address_of(0xe3), 1, 5000).op(POP);
            code.call_plain(STATICCALL, address_of(0xca11), 500).op(POP);
            code.call_plain(DELEGATECALL, address_of(0xca12)).op(POP);
            code.create(deployer(Bytes{0x00}), 1).op(POP);
            code.mstore(5000, 1).push(1).push(5100).op(MLOAD).op(MSTORE8);
        }
        return code;
    }
};

TEST_F(step_price_of, instructions_that_succeed_is_what_they_take) {
    const auto seen = trace(tour());
    ASSERT_GT(seen.size(), 150u);
    for (std::size_t i = 0; i + 1 < seen.size(); ++i)
        EXPECT_EQ(seen[i].price, seen[i].taken)
            << "step " << i << ", opcode " << int{seen[i].opcode};
}

TEST_F(step_price_of, an_instruction_that_runs_out_of_gas_is_more_than_was_left) {
    const auto seen = trace(tour());
    for (std::size_t i = 0; i + 1 < seen.size(); ++i) {
        const auto opcode = static_cast<Opcode>(seen[i].opcode);
        const bool passes_on = opcode == CALL || opcode == STATICCALL || opcode == DELEGATECALL;
        if (passes_on || seen[i].price == 0) continue;
        const auto cut = trace(tour(), SUPPLY - seen[i].gas + seen[i].price - 1);
        // Before the last step calls may have got less and done less.
        const auto& last = cut.back();
        if (last.opcode != seen[i].opcode || cut.size() != i + 1) continue;
        // EIP-2200: geth gives up before it knows a price.
        const bool is_refused = opcode == SSTORE && last.gas <= 2300;
        EXPECT_TRUE(is_refused ? last.price == 0 : last.price > last.gas)
            << "step " << i << ", opcode " << int{last.opcode};
    }
}

TEST_F(step_price_of, what_has_no_bounds_is_the_base_price) {
    const auto huge = u256{1, 0, 0, 0};
    EXPECT_EQ(trace(Code().push(huge).op(MLOAD)).back().price, 3);
    EXPECT_EQ(trace(Code().push(huge).push(0).op(KECCAK256)).back().price, 30);
    EXPECT_EQ(trace(Code().op(ADD)).back().price, 3);
    EXPECT_EQ(trace(Bytes{0x0c}).back().price, 0);
}

TEST_F(step_price_of, a_slot_is_known_before_it_can_be_paid) {
    EXPECT_EQ(trace(Code().push(5).op(SLOAD), 1000).back().price, 2100);
    EXPECT_EQ(trace(Code().sstore(5, 1), 10'000).back().price, 22'100);
    EXPECT_EQ(trace(Code().push(3'200).op(MLOAD), 100).back().price, 3 + 3 * 101 + 101 * 101 / 512);
}

}  // namespace
}  // namespace dusk::test
