// Creations and destructions: EIP-2, 170, 684, 1014, 3541, 3860, 6780, 7610.
#include <dusk/core/state/evm_fixture.hpp>

namespace dusk::test {
namespace {

struct evm_create : EvmTest {};

TEST_F(evm_create, addresses_match_the_examples) {
    const auto address = [](const char* text) { return *fixed_from_hex<20>(text); };
    EXPECT_EQ(create_address(address("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0"), 0),
              address("cd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"));
    EXPECT_EQ(create_address(address("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0"), 1),
              address("343c43a37d37dff08ae8c4a11544c718abb4fcf8"));
    // EIP-1014, examples 0, 1 and 4.
    EXPECT_EQ(create2_address({}, {}, Bytes{0}),
              address("4d1a2e2bb4f88f0250f26ffff098b0b30b26bf38"));
    EXPECT_EQ(create2_address(address("deadbeef00000000000000000000000000000000"), {}, Bytes{0}),
              address("b928f69bb1d91cd65274e3c79d8986362984fda3"));
    EXPECT_EQ(create2_address(address("00000000000000000000000000000000deadbeef"),
                              to_hash32(0xcafebabe), Bytes{0xde, 0xad, 0xbe, 0xef}),
              address("60f3f640a8508fc6a86d45df051962668e1e8ac7"));
}

TEST_F(evm_create, outermost_creation_deploys_for_200_gas_a_byte) {
    const Bytes code{0x60, 0x01};
    const auto result = create(deployer(code));
    ASSERT_EQ(result.status, Status::success);
    EXPECT_EQ(result.create_address, create_address(sender, 0));
    EXPECT_TRUE(result.output.empty());
    EXPECT_EQ(*state->code(result.create_address), code);
    EXPECT_EQ(state->nonce(result.create_address), 1u);
    EXPECT_EQ(SUPPLY - result.gas_left, 5 * 3 + 3 + 3 + 400 - 3);
}

TEST_F(evm_create, refuses_code_that_starts_with_ef) {
    EXPECT_EQ(create(deployer({0xef})).status, Status::invalid_code_prefix);
    revision = Revision::berlin;
    EXPECT_EQ(create(deployer({0xef})).status, Status::success);
}

TEST_F(evm_create, eip170_limits_code) {
    const auto init_of_size = [](std::uint64_t size) {
        return Bytes(Code().push(size).push(0).op(RETURN));
    };
    EXPECT_EQ(create(init_of_size(0x6000)).status, Status::success);
    EXPECT_EQ(create(init_of_size(0x6001)).status, Status::code_size_exceeded);
}

TEST_F(evm_create, eip3860_limits_init_code) {
    const auto create_of_size = [](std::uint64_t size) {
        return Code().push(size).push(0).push(0).op(CREATE);
    };
    const auto memory = [](std::int64_t words) { return 3 * words + words * words / 512; };
    EXPECT_EQ(gas_of(create_of_size(0xc000)), 9 + 32000 + 1536 * 2 + memory(1536));
    EXPECT_EQ(run(create_of_size(0xc001)).status, Status::initcode_size_exceeded);
    revision = Revision::paris;
    EXPECT_EQ(gas_of(create_of_size(0xc001)), 9 + 32000 + memory(1537));
}

TEST_F(evm_create, deposit_that_cannot_be_paid_fails_from_homestead_on) {
    const auto init = Bytes(Code().push(100).push(0).op(RETURN));
    EXPECT_EQ(create(init, 10'000).status, Status::code_deposit_out_of_gas);
    revision = Revision::frontier;
    const auto result = create(init, 10'000);
    EXPECT_EQ(result.status, Status::success);
    EXPECT_TRUE(state->code(result.create_address)->empty());
}

TEST_F(evm_create, eip684_and_eip7610_collisions_take_all_gas) {
    const auto at = create_address(sender, 0);
    world[at].account.nonce = 1;
    EXPECT_EQ(create(deployer({1})).status, Status::address_collision);
    world[at].account.nonce = 0;
    world.set_storage(at, 1, 1);
    EXPECT_EQ(create(deployer({1})).status, Status::address_collision);
    world.set_storage(at, 1, 0);
    world[at].account.balance = 5;
    const auto result = create(deployer({1}));
    EXPECT_EQ(result.status, Status::success);
    EXPECT_EQ(state->balance(at), u256{5});
}

TEST_F(evm_create, nested_creation_bumps_the_nonce_even_if_it_fails) {
    world[target].account.nonce = 1;
    EXPECT_EQ(top_of(Code().create(Bytes{0xfe})), u256{});
    EXPECT_EQ(state->nonce(target), 2u);
    EXPECT_TRUE(state->is_warm(create_address(target, 1)));
    EXPECT_FALSE(state->exists(create_address(target, 1)));
    EXPECT_EQ(top_of(Code().create(deployer({1}))), to_u256(create_address(target, 1)));
}

TEST_F(evm_create, revert_data_of_a_creation_is_return_data) {
    const Bytes init = Code().push(7).push(0).op(REVERT);
    EXPECT_EQ(top_of(Code().create(init).op(POP).op(RETURNDATASIZE)), u256{7});
    EXPECT_EQ(top_of(Code().create(deployer({1})).op(POP).op(RETURNDATASIZE)), u256{});
}

TEST_F(evm_create, eip2681_nonce_overflow_fails_the_creation_only) {
    world[target].account.nonce = ~std::uint64_t{0};
    EXPECT_EQ(top_of(Code().create(deployer({1}))), u256{});
    EXPECT_EQ(state->nonce(target), ~std::uint64_t{0});
}

TEST_F(evm_create, eip6780_destroys_only_what_the_transaction_created) {
    const auto heir = address_of(0x4e14);
    world[target].account.balance = 9;
    EXPECT_EQ(run(Code().push(heir).op(SELFDESTRUCT)).status, Status::success);
    state->end_transaction(revision);
    EXPECT_TRUE(state->exists(target));
    EXPECT_EQ(state->balance(target), u256{});
    EXPECT_EQ(state->balance(heir), u256{9});

    // To itself it keeps its balance.
    EXPECT_EQ(run(Code().op(ADDRESS).op(SELFDESTRUCT)).status, Status::success);
    EXPECT_EQ(state->balance(target), u256{9});

    // In the transaction of its creation it goes, and what it holds burns.
    world[sender].account.balance = 4;
    const auto result = create(Bytes(Code().sstore(1, 1).op(ADDRESS).op(SELFDESTRUCT)));
    EXPECT_EQ(result.status, Status::success);
    state->end_transaction(revision);
    EXPECT_FALSE(state->exists(result.create_address));
    EXPECT_EQ(state->storage(result.create_address, 1), u256{});
}

TEST_F(evm_create, before_cancun_selfdestruct_destroys_and_refunds) {
    revision = Revision::berlin;
    world[target].account.balance = 9;
    world.set_storage(target, 1, 1);
    const auto result = run(Code().push(sender).op(SELFDESTRUCT));
    EXPECT_EQ(result.gas_refund, 24000);
    state->end_transaction(revision);
    EXPECT_FALSE(state->exists(target));
    EXPECT_EQ(state->storage(target, 1), u256{});
    const auto diff = state->build_diff();
    world.apply(diff);
    EXPECT_FALSE(world.entries().contains(target));
}

}  // namespace
}  // namespace dusk::test
