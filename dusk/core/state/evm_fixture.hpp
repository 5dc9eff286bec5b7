// For tests of the EVM: an assembler in a few words, and a fixture that runs code in a small world.
#pragma once

#include <gtest/gtest.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/evm/opcodes.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/core/state/memory_state.hpp>

namespace dusk::test {

using enum evm::Opcode;
using evm::CallResult;
using evm::Opcode;
using evm::Revision;
using evm::Status;

/// Code under construction: Code().push(1).push(2).op(ADD).
struct Code {
    Bytes bytes;

    Code& op(Opcode opcode) {
        bytes.push_back(static_cast<std::uint8_t>(opcode));
        return *this;
    }
    /// The shortest PUSH1..PUSH32.
    Code& push(const u256& value) {
        const auto word = to_hash32(value);
        const auto size = std::max(1u, value.byte_length());
        bytes.push_back(static_cast<std::uint8_t>(0x5f + size));
        append(bytes, word.view().last(size));
        return *this;
    }
    Code& push(const Address& address) { return push(to_u256(address)); }
    Code& raw(BytesView tail) {
        append(bytes, tail);
        return *this;
    }
    Code& sstore(const u256& slot, const u256& value) { return push(value).push(slot).op(SSTORE); }
    Code& mstore(const u256& offset, const u256& value) {
        return push(value).push(offset).op(MSTORE);
    }
    /// Pops a word and returns it.
    Code& return_top() { return push(0).op(MSTORE).push(32).push(0).op(RETURN); }
    /// A call without data that leaves its success flag.
    Code& call(const Address& to, const u256& value = 0, const u256& gas = 0xffffff) {
        return push(0).push(0).push(0).push(0).push(value).push(to).push(gas).op(CALL);
    }
    /// STATICCALL or DELEGATECALL without data.
    Code& call_plain(Opcode opcode, const Address& to, const u256& gas = 0xffffff) {
        return push(0).push(0).push(0).push(0).push(to).push(gas).op(opcode);
    }
    /// Puts `init_code` (at most 32 bytes) to memory 0 and creates with it.
    Code& create(BytesView init_code, const u256& value = 0) {
        return mstore(0, to_u256(Hash32::from(init_code)))
            .push(init_code.size())
            .push(0)
            .push(value)
            .op(CREATE);
    }
    operator Bytes() const { return bytes; }
};

inline Address address_of(std::uint64_t number) { return to_address(u256{number}); }

/// Init code that deploys `code` (at most 22 bytes).
inline Bytes deployer(const Bytes& code) {
    return Code()
        .push(u256_from_be(code))
        .push(0)
        .op(MSTORE)
        .push(code.size())
        .push(32 - code.size())
        .op(RETURN);
}

struct NoCrypto final : CryptoProvider {
    std::expected<Bytes, CryptoError> curve(CurveOp, BytesView) const override {
        return std::unexpected(CryptoError::invalid_input);
    }
    std::optional<Address> recover_signer(const Hash32&, const Hash32&, const Hash32&,
                                          bool) const override {
        return std::nullopt;
    }
};

/// The hash of block n is n.
struct NumberHashes final : evm::BlockHashSource {
    Hash32 block_hash(std::uint64_t number) const override { return to_hash32(number); }
};

class EvmTest : public ::testing::Test {
protected:
    const Address sender = address_of(0x5e4de2);
    const Address target = address_of(0xc0de);
    static constexpr std::int64_t SUPPLY = 10'000'000;

    Revision revision = Revision::osaka;
    MemoryState world;
    evm::BlockContext block{.number = 1000, .timestamp = 1, .gas_limit = 30'000'000};
    evm::TxnContext txn;
    NoCrypto crypto;
    NumberHashes hashes;
    evm::Workspace workspace;
    evm::Tracer* tracer = nullptr;
    std::optional<State> state;

    CallResult execute(const evm::Message& message) {
        if (!state) state.emplace(world);
        txn.origin = sender;
        const evm::PrecompileSet precompiles{.revision = revision};
        const ExecutionEnv env{.revision = revision,
                               .block = block,
                               .txn = txn,
                               .precompiles = precompiles,
                               .crypto = crypto,
                               .block_hashes = hashes,
                               .workspace = workspace,
                               .tracer = tracer};
        state->begin_transaction();
        state->warm_address(sender);
        state->warm_address(message.recipient);
        return execute_message(*state, env, message);
    }
    /// Calls `target` with this code; a new state over `world`.
    CallResult run(Bytes code, std::int64_t gas = SUPPLY, BytesView input = {}) {
        world.set_code(target, std::move(code));
        state.reset();
        return execute({.gas = gas,
                        .recipient = target,
                        .code_address = target,
                        .sender = sender,
                        .input = input});
    }
    CallResult create(BytesView init_code, std::int64_t gas = SUPPLY) {
        state.reset();
        world[sender].account.nonce = 1;
        return execute(
            {.kind = evm::CallKind::create, .gas = gas, .sender = sender, .input = init_code});
    }
    /// The word that `code` leaves on top of the stack.
    u256 top_of(Code code) {
        const auto result = run(code.return_top());
        EXPECT_EQ(result.status, Status::success);
        return result.output.size() == 32 ? load_be_u256(result.output.data()) : u256{0xdead};
    }
    std::int64_t gas_of(Bytes code) {
        const auto result = run(std::move(code));
        EXPECT_EQ(result.status, Status::success);
        return SUPPLY - result.gas_left;
    }
};

}  // namespace dusk::test
