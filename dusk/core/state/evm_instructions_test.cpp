// Instructions against independent vectors and by hand.
#include <boost/json.hpp>
#include <tests/support/vectors.hpp>

#include <dusk/core/state/evm_fixture.hpp>

namespace dusk::test {
namespace {

struct evm_instructions : EvmTest {};

struct BinaryVector {
    const char* name;
    Opcode opcode;
};

constexpr BinaryVector BINARY_VECTORS[] = {
    {"add", ADD},
    {"and", AND},
    {"byte", BYTE},
    {"div", DIV},
    {"eq", EQ},
    {"exp", EXP},
    {"gt", GT},
    {"lt", LT},
    {"mod", MOD},
    {"mul", MUL},
    {"or", OR},
    {"sar", SAR},
    {"sdiv", SDIV},
    {"sgt", SGT},
    {"shl", SHL},
    {"shr", SHR},
    {"signext", SIGNEXTEND},
    {"slt", SLT},
    {"smod", SMOD},
    {"sub", SUB},
    {"xor", XOR},
};

u256 word_of(const boost::json::object& row, const char* key) {
    return u256_from_be(*from_hex(std::string_view(row.at(key).as_string())));
}

TEST_F(evm_instructions, binary_operations_match_op_geth_vectors) {
    DUSK_VECTORS_OR_SKIP(folder, "crypto-vectors");
    std::size_t count = 0;
    for (const auto& [name, opcode] : BINARY_VECTORS) {
        const auto path = folder / "op-geth-evm" / ("testcases_" + std::string(name) + ".json");
        const auto rows = boost::json::parse(read_text(path));
        for (const auto& row : rows.as_array()) {
            const auto& object = row.as_object();
            const auto x = word_of(object, "X");
            const auto y = word_of(object, "Y");
            EXPECT_EQ(top_of(Code().push(x).push(y).op(opcode)), word_of(object, "Expected"))
                << name << " " << to_hex_quantity(x) << " " << to_hex_quantity(y);
            ++count;
        }
    }
    EXPECT_EQ(count, 21u * 81u);
}

TEST_F(evm_instructions, push_reads_every_size_and_pads_past_the_end_of_code) {
    Bytes data(32);
    for (std::size_t i = 0; i < 32; ++i) data[i] = static_cast<std::uint8_t>(0xa1 + i);
    for (std::uint8_t size = 1; size <= 32; ++size) {
        const auto value = BytesView(data).first(size);
        Code code;
        code.bytes.push_back(static_cast<std::uint8_t>(0x5f + size));
        EXPECT_EQ(top_of(code.raw(value)), u256_from_be(value));
    }
    const auto result = run({0x7f, 0xff});
    EXPECT_EQ(result.status, Status::success);
    EXPECT_EQ(result.gas_left, SUPPLY - 3);
}

TEST_F(evm_instructions, dup_and_swap_reach_their_depth) {
    for (std::uint8_t n = 1; n <= 16; ++n) {
        Code code;
        for (std::uint64_t i = 1; i <= 17; ++i) code.push(i);
        auto swapped = code;
        code.bytes.push_back(static_cast<std::uint8_t>(0x7f + n));
        EXPECT_EQ(top_of(code), u256{18u - n});
        swapped.bytes.push_back(static_cast<std::uint8_t>(0x8f + n));
        EXPECT_EQ(top_of(swapped), u256{17u - n});
    }
}

TEST_F(evm_instructions, stack_bounds_are_kept) {
    EXPECT_EQ(run(Code().push(1).op(ADD)).status, Status::stack_underflow);
    EXPECT_EQ(run(Code().op(POP)).status, Status::stack_underflow);
    Code full;
    for (int i = 0; i < 1024; ++i) full.op(PC);
    EXPECT_EQ(run(full).status, Status::success);
    EXPECT_EQ(run(Code(full).op(PC)).status, Status::stack_overflow);
    EXPECT_EQ(run(Code(full).op(DUP1)).status, Status::stack_overflow);
    EXPECT_EQ(run(Code(full).op(SWAP16)).status, Status::success);
}

TEST_F(evm_instructions, failure_takes_all_gas) {
    for (const auto& code : {Bytes{0xfe}, Bytes{0x0c}, Bytes{0x01}, Bytes{0x60, 0x01, 0x56}}) {
        const auto result = run(code);
        EXPECT_NE(result.status, Status::success);
        EXPECT_EQ(result.gas_left, 0);
        EXPECT_TRUE(result.output.empty());
    }
    EXPECT_EQ(run({0xfe}).status, Status::invalid_opcode);
    EXPECT_EQ(run({0x60, 0x01}, 2).status, Status::out_of_gas);
}

TEST_F(evm_instructions, jumps_go_to_jumpdests_outside_push_data_only) {
    // PUSH1 4, JUMP, INVALID, JUMPDEST, PC
    EXPECT_EQ(run({0x60, 0x04, 0x56, 0xfe, 0x5b, 0x58}).status, Status::success);
    // PUSH1 4, JUMP, PUSH1 0x5b
    EXPECT_EQ(run({0x60, 0x04, 0x56, 0x60, 0x5b}).status, Status::bad_jump_destination);
    EXPECT_EQ(run(Code().push(u256{1, 0, 0, 4}).op(JUMP).op(JUMPDEST)).status,
              Status::bad_jump_destination);
    // A jump not taken may name any destination.
    EXPECT_EQ(run(Code().push(0).push(99).op(JUMPI)).status, Status::success);
    EXPECT_EQ(run(Code().push(1).push(99).op(JUMPI)).status, Status::bad_jump_destination);
}

TEST_F(evm_instructions, memory_grows_by_words_at_its_price) {
    EXPECT_EQ(top_of(Code().push(0).push(1).op(MSTORE8).op(MSIZE)), u256{32});
    EXPECT_EQ(gas_of(Code().push(0).push(0x3ff).op(MSTORE8)), 9 + 3 * 32 + 2);
    EXPECT_EQ(run(Code().push(u256{1} << 32).op(MLOAD)).status, Status::out_of_gas);
    EXPECT_EQ(run(Code().push(u256::max()).op(MLOAD)).status, Status::out_of_gas);
    EXPECT_EQ(run(Code().push(u256::max()).push(1).op(KECCAK256)).status, Status::out_of_gas);
    // A size of zero grows nothing, wherever it lies.
    EXPECT_EQ(run(Code().push(0).push(u256::max()).op(KECCAK256)).status, Status::success);
    EXPECT_EQ(run(Code().push(0).push(u256::max()).op(RETURN)).status, Status::success);
}

TEST_F(evm_instructions, keccak_of_nothing) {
    EXPECT_EQ(top_of(Code().push(0).push(0).op(KECCAK256)), to_u256(EMPTY_CODE_HASH));
}

TEST_F(evm_instructions, copies_pad_with_zeros) {
    const Bytes input{1, 2, 3};
    const Bytes code = Code()
                           .mstore(0, u256::max())
                           .push(32)
                           .push(1)
                           .push(0)
                           .op(CALLDATACOPY)
                           .push(0)
                           .op(MLOAD)
                           .return_top();
    const auto result = run(code, SUPPLY, input);
    EXPECT_EQ(result.output, to_bytes(Hash32::from(Bytes{2, 3})));
    EXPECT_EQ(run(Code().push(2).op(CALLDATALOAD).return_top(), SUPPLY, input).output,
              to_bytes(Hash32::from(Bytes{3})));
    EXPECT_EQ(top_of(Code().push(u256::max()).op(CALLDATALOAD)), u256{});
}

TEST_F(evm_instructions, block_hash_knows_256_ancestors) {
    EXPECT_EQ(top_of(Code().push(999).op(BLOCKHASH)), u256{999});
    EXPECT_EQ(top_of(Code().push(744).op(BLOCKHASH)), u256{744});
    EXPECT_EQ(top_of(Code().push(743).op(BLOCKHASH)), u256{});
    EXPECT_EQ(top_of(Code().push(1000).op(BLOCKHASH)), u256{});
    EXPECT_EQ(top_of(Code().push(u256::max()).op(BLOCKHASH)), u256{});
}

TEST_F(evm_instructions, context_is_visible) {
    block.base_fee = 7;
    block.blob_base_fee = 8;
    block.chain_id = 744;
    block.prev_randao = to_hash32(9);
    txn.gas_price = 10;
    txn.blob_versioned_hashes = {to_hash32(11)};
    EXPECT_EQ(top_of(Code().op(BASEFEE)), u256{7});
    EXPECT_EQ(top_of(Code().op(BLOBBASEFEE)), u256{8});
    EXPECT_EQ(top_of(Code().op(CHAINID)), u256{744});
    EXPECT_EQ(top_of(Code().op(PREVRANDAO)), u256{9});
    EXPECT_EQ(top_of(Code().op(GASPRICE)), u256{10});
    EXPECT_EQ(top_of(Code().push(0).op(BLOBHASH)), u256{11});
    EXPECT_EQ(top_of(Code().push(1).op(BLOBHASH)), u256{});
    EXPECT_EQ(top_of(Code().op(ADDRESS)), to_u256(target));
    EXPECT_EQ(top_of(Code().op(CALLER)), to_u256(sender));
}

TEST_F(evm_instructions, exist_from_their_revision_on) {
    struct Row {
        Opcode opcode;
        Revision since;
    };
    for (const auto& [opcode, since] :
         {Row{PUSH0, Revision::shanghai}, Row{BASEFEE, Revision::london},
          Row{CHAINID, Revision::istanbul}, Row{RETURNDATASIZE, Revision::byzantium},
          Row{BLOBBASEFEE, Revision::cancun}}) {
        revision = static_cast<Revision>(static_cast<int>(since) - 1);
        EXPECT_EQ(run(Code().op(opcode)).status, Status::invalid_opcode);
        revision = since;
        EXPECT_EQ(run(Code().op(opcode)).status, Status::success);
    }
}

// EIP-7939: the table of the proposal.
TEST_F(evm_instructions, eip7939_counts_leading_zeros) {
    EXPECT_EQ(top_of(Code().push(0).op(CLZ)), u256{256});
    EXPECT_EQ(top_of(Code().push(u256{1} << 255).op(CLZ)), u256{0});
    EXPECT_EQ(top_of(Code().push(u256::max()).op(CLZ)), u256{0});
    EXPECT_EQ(top_of(Code().push(u256{1} << 254).op(CLZ)), u256{1});
    EXPECT_EQ(top_of(Code().push(1).op(CLZ)), u256{255});
    EXPECT_EQ(gas_of(Code().push(1).op(CLZ)), 8);
    revision = Revision::prague;
    EXPECT_EQ(run(Code().push(1).op(CLZ)).status, Status::invalid_opcode);
}

// EIP-5656: the gas examples and overlap in both directions.
TEST_F(evm_instructions, eip5656_copies_overlapping_memory) {
    const auto low =
        u256{0x0001020304050607, 0x08090a0b0c0d0e0f, 0x1011121314151617, 0x18191a1b1c1d1e1f};
    EXPECT_EQ(top_of(Code().mstore(32, low).push(32).push(32).push(0).op(MCOPY).push(0).op(MLOAD)),
              low);
    const auto shifted_up =
        top_of(Code().mstore(0, low).push(8).push(0).push(1).op(MCOPY).push(0).op(MLOAD));
    EXPECT_EQ(shifted_up.limb[3], 0x0000010203040506u);
    EXPECT_EQ(shifted_up.limb[2], 0x07090a0b0c0d0e0fu);
    const auto shifted_down =
        top_of(Code().mstore(0, low).push(8).push(1).push(0).op(MCOPY).push(0).op(MLOAD));
    EXPECT_EQ(shifted_down.limb[3], 0x0102030405060708u);
    EXPECT_EQ(gas_of(Code().push(32).push(32).push(0).op(MCOPY)), 9 + 6 + 6);
    EXPECT_EQ(run(Code().push(1).push(u256::max()).push(0).op(MCOPY)).status, Status::out_of_gas);
}

}  // namespace
}  // namespace dusk::test
