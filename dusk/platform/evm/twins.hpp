// For tests: makes a small world with programs from a seed, biased to what succeeds, and runs the
// same calls through both interpreters. They must agree in everything that can be seen.
#pragma once

#include <algorithm>
#include <string>

#include <dusk/core/evm/opcodes.hpp>
#include <dusk/core/state/execute.hpp>
#include <dusk/core/state/memory_state.hpp>
#include <dusk/platform/evm/native_interpreter.hpp>

namespace dusk::test {

/// Random choices from bytes; zeros when they run out.
class Choices {
public:
    explicit Choices(BytesView seed) noexcept : seed_(seed) {}
    bool is_exhausted() const noexcept { return at_ >= seed_.size(); }
    std::uint8_t byte() noexcept { return is_exhausted() ? 0 : seed_[at_++]; }
    /// Below `bound`, which is at most 65536.
    unsigned below(unsigned bound) noexcept {
        const unsigned value = byte() | static_cast<unsigned>(byte()) << 8;
        return value % bound;
    }
    bool one_in(unsigned count) noexcept { return below(count) == 0; }
    template <class T, std::size_t N>
    const T& of(const T (&list)[N]) noexcept {
        return list[below(N)];
    }
    u256 word() noexcept {
        const auto shift = below(256);
        switch (below(8)) {
            case 0:
                return u256{byte()};
            case 1:
                return u256{1} << shift;
            case 2:
                return (u256{1} << shift) - u256{1};
            case 3:
                return u256::max() << shift;
            case 4:
                return u256{} - u256{byte()};
            case 5:
                return u256{below(65536)} << shift;
            default: {
                Hash32 bytes;
                for (auto& b : bytes) b = byte();
                return to_u256(bytes) >> shift;
            }
        }
    }

private:
    BytesView seed_;
    std::size_t at_ = 0;
};

inline Address twin_address(unsigned index) { return to_address(u256{0xa000 + index}); }
inline constexpr unsigned TWIN_CONTRACTS = 3;

/// One program. Keeps track of the stack's height where it can.
class ProgramMaker {
public:
    explicit ProgramMaker(Choices& choices) : choices_(choices) {}

    Bytes make() {
        const auto count = 5 + choices_.below(120);
        for (unsigned i = 0; i < count && code_.size() < 3000; ++i) add_something();
        destinations_.push_back(code_.size());
        raw(JUMPDEST);
        if (!choices_.one_in(8)) return_stack();
        fill_labels();
        return std::move(code_);
    }

private:
    using enum evm::Opcode;

    void raw(evm::Opcode opcode, unsigned offset = 0) {
        code_.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(opcode) + offset));
    }
    void op(evm::Opcode opcode, unsigned offset = 0) {
        const auto& traits =
            evm::traits_of(static_cast<std::uint8_t>(static_cast<unsigned>(opcode) + offset));
        raw(opcode, offset);
        height_ = std::max(0, height_ - traits.pops) + traits.pushes;
    }
    void push(const u256& value) {
        auto size = std::max(1u, value.byte_length());
        if (size < 32 && choices_.one_in(6)) size += choices_.below(33 - size);
        op(PUSH1, size - 1);
        append(code_, to_hash32(value).view().last(size));
    }
    void push_offset() { push(u256{choices_.below(choices_.one_in(30) ? 40000 : 260)}); }
    void push_label() {
        raw(PUSH2);
        labels_.push_back(code_.size());
        code_.insert(code_.end(), 2, 0);
        ++height_;
    }
    void ensure(int height) {
        while (height_ < height) push(choices_.word());
    }

    void add_something() {
        switch (choices_.below(18)) {
            case 0:
            case 1:
            case 2:
                return push(choices_.word());
            case 3:
            case 4:
            case 5:
            case 6:
                return add_arithmetic();
            case 7:
            case 8:
                return add_stack_move();
            case 9:
            case 10:
                return add_memory();
            case 11:
                destinations_.push_back(code_.size());
                return op(JUMPDEST);
            case 12:
                return add_jump();
            case 13:
                return add_state();
            case 14:
                return add_call();
            case 15:
                return op(choices_.of(READS));
            case 16:
                return add_log_or_copy();
            default:
                return choices_.one_in(5) ? add_any() : add_hash();
        }
    }
    void add_arithmetic() {
        if (choices_.one_in(6)) return add_constant_expression();
        if (choices_.one_in(3))
            push(choices_.one_in(2) ? u256{choices_.below(300)} : choices_.word());
        const auto opcode = choices_.of(ARITHMETIC);
        ensure(evm::traits_of(static_cast<std::uint8_t>(opcode)).pops);
        op(opcode);
        if (choices_.one_in(4)) op(ISZERO);
    }
    void add_stack_move() {
        const auto n = choices_.below(choices_.one_in(3) ? 16 : 4);
        switch (choices_.below(4)) {
            case 0:
                ensure(static_cast<int>(n) + 1);
                return op(DUP1, n);
            case 1:
                ensure(static_cast<int>(n) + 2);
                return op(SWAP1, n);
            case 2:
                ensure(static_cast<int>(n) + 2);
                op(SWAP1, n);
                return op(POP);
            default:
                ensure(1);
                return op(POP);
        }
    }
    /// What compilers write for masks and the like: constants that follow from constants.
    void add_constant_expression() {
        push(choices_.word());
        const auto count = 1 + choices_.below(4);
        for (unsigned i = 0; i < count; ++i) {
            push(choices_.one_in(2) ? u256{choices_.byte()} : choices_.word());
            if (!choices_.one_in(4)) op(choices_.of(FOLDED));
        }
    }
    /// A word at a position that stays on the stack.
    void add_kept_position() {
        push_offset();
        const auto above = choices_.below(3);
        for (unsigned i = 0; i < above; ++i) push(choices_.word());
        if (above == 0 || choices_.one_in(3)) {
            op(DUP1, above);
            return op(MLOAD);
        }
        op(DUP1, above);
        op(MSTORE);
    }
    void add_memory() {
        if (choices_.one_in(3)) return add_kept_position();
        const auto opcode = choices_.of(MEMORY);
        ensure(evm::traits_of(static_cast<std::uint8_t>(opcode)).pops - 1);
        if (opcode != MSIZE) push_offset();
        op(opcode);
    }
    void add_jump() {
        if (choices_.one_in(3)) {
            ensure(1);
            push_label();
            return op(JUMPI);
        }
        if (choices_.one_in(4)) {
            push_label();
            if (choices_.one_in(3)) raw(JUMPDEST);
            return op(JUMP);
        }
        ensure(2);
        op(choices_.of(CONDITIONS));
        if (choices_.one_in(2)) op(ISZERO);
        push_label();
        op(JUMPI);
    }
    void add_state() {
        switch (choices_.below(4)) {
            case 0:
                push(u256{choices_.below(4)});
                return op(choices_.one_in(2) ? SLOAD : TLOAD);
            case 1:
            case 2:
                push(u256{choices_.below(3)});
                push(u256{choices_.below(4)});
                return op(choices_.one_in(4) ? TSTORE : SSTORE);
            default:
                push_account();
                return op(choices_.of(ACCOUNT_READS));
        }
    }
    void push_account() {
        if (choices_.one_in(4)) return push(u256{1 + choices_.below(10)});
        push(to_u256(twin_address(choices_.below(TWIN_CONTRACTS + 2))));
    }
    void add_call() {
        const auto opcode = choices_.of(CALLS);
        if (opcode == CREATE || opcode == CREATE2) {
            if (opcode == CREATE2) push(u256{choices_.byte()});
            push(u256{choices_.below(40)});
            push(u256{choices_.below(64)});
            push(u256{choices_.below(2)});
            return op(opcode);
        }
        push(u256{choices_.below(70)});
        push_offset();
        push(u256{choices_.below(70)});
        push_offset();
        if (opcode == CALL || opcode == CALLCODE)
            push(u256{choices_.one_in(3) ? choices_.below(20) : 0});
        push_account();
        if (choices_.one_in(3))
            op(GAS);
        else
            push(u256{choices_.below(60000)});
        op(opcode);
    }
    void add_hash() {
        push(u256{choices_.below(100)});
        push_offset();
        op(KECCAK256);
    }
    void add_log_or_copy() {
        if (choices_.one_in(2)) {
            const auto topics = choices_.below(5);
            ensure(static_cast<int>(topics));
            push(u256{choices_.below(80)});
            push_offset();
            return op(LOG0, topics);
        }
        push(u256{choices_.below(90)});
        push_offset();
        push_offset();
        op(choices_.one_in(6) ? RETURNDATACOPY : choices_.of(COPIES));
    }
    void add_any() {
        const auto opcode = choices_.byte();
        const auto& traits = evm::traits_of(opcode);
        if (!choices_.one_in(20)) ensure(traits.pops);
        if (traits.name.empty() && !choices_.one_in(60)) return;
        code_.push_back(opcode);
        height_ = std::max(0, height_ - traits.pops) + traits.pushes;
    }
    /// Shows the uppermost words of the stack in the output.
    void return_stack() {
        const auto count = std::min(height_, 8);
        for (int i = 0; i < count; ++i) {
            push(u256{static_cast<std::uint64_t>(32 * i)});
            op(MSTORE);
        }
        push(u256{choices_.below(300)});
        push(u256{0});
        op(choices_.one_in(5) ? REVERT : RETURN);
    }
    /// Most jumps go forward, or few programs would end before their gas does.
    void fill_labels() {
        for (const auto label : labels_) {
            const auto later = std::ranges::upper_bound(destinations_, label);
            const bool is_forward = later != destinations_.end() && !choices_.one_in(8);
            const auto first = is_forward ? later : destinations_.begin();
            const auto count = static_cast<unsigned>(destinations_.end() - first);
            auto target = choices_.below(static_cast<unsigned>(code_.size()) + 4);
            if (count > 0 && !choices_.one_in(16))
                target = static_cast<unsigned>(first[choices_.below(count)]);
            code_[label] = static_cast<std::uint8_t>(target >> 8);
            code_[label + 1] = static_cast<std::uint8_t>(target);
        }
    }

    static constexpr evm::Opcode ARITHMETIC[] = {
        ADD, MUL, SUB, DIV, SDIV, MOD, SMOD, ADDMOD, MULMOD, EXP, SIGNEXTEND, LT,     GT,
        SLT, SGT, EQ,  AND, OR,   XOR, NOT,  BYTE,   SHL,    SHR, SAR,        ISZERO, CLZ};
    static constexpr evm::Opcode FOLDED[] = {ADD, SUB, MUL, AND, OR, SHL, SHR, EXP, DIV, XOR};
    static constexpr evm::Opcode CONDITIONS[] = {LT, GT, SLT, SGT, EQ, AND, SUB};
    static constexpr evm::Opcode MEMORY[] = {MLOAD, MSTORE, MSTORE8, MSIZE, MLOAD, MSTORE};
    static constexpr evm::Opcode ACCOUNT_READS[] = {BALANCE, EXTCODESIZE, EXTCODEHASH};
    static constexpr evm::Opcode CALLS[] = {CALL,         CALL,   CALLCODE, DELEGATECALL,
                                            DELEGATECALL, CREATE, CREATE2,  STATICCALL};
    static constexpr evm::Opcode COPIES[] = {CALLDATACOPY, CODECOPY, MCOPY};
    static constexpr evm::Opcode READS[] = {
        ADDRESS,   ORIGIN,   CALLER,  CALLVALUE,   CALLDATASIZE, CODESIZE, GASPRICE,
        COINBASE,  NUMBER,   CHAINID, SELFBALANCE, BASEFEE,      PC,       GAS,
        TIMESTAMP, GASLIMIT, MSIZE,   GAS,         PREVRANDAO,   PUSH0,    RETURNDATASIZE};

    Choices& choices_;
    Bytes code_;
    int height_ = 0;
    std::vector<std::size_t> labels_;
    std::vector<std::size_t> destinations_;
};

struct TwinCrypto final : CryptoProvider {
    std::expected<Bytes, CryptoError> curve(CurveOp, BytesView) const override {
        return std::unexpected(CryptoError::invalid_input);
    }
    std::optional<Address> recover_signer(const Hash32&, const Hash32&, const Hash32&,
                                          bool) const override {
        return std::nullopt;
    }
};

struct TwinHashes final : evm::BlockHashSource {
    Hash32 block_hash(std::uint64_t number) const override { return to_hash32(u256{number}); }
};

/// The world of one seed, and what both interpreters make of it.
class Twins {
public:
    explicit Twins(BytesView seed) : choices_(seed) {
        revision_ = static_cast<evm::Revision>(choices_.below(15));
        if (choices_.one_in(2)) revision_ = evm::Revision::osaka;
        for (auto& message : messages_) message = make_message();
        for (unsigned i = 0; i < TWIN_CONTRACTS; ++i) {
            ProgramMaker maker(choices_);
            world_.set_code(twin_address(i), maker.make());
            world_[twin_address(i)].account.balance = u256{50};
            world_.set_storage(twin_address(i), u256{i % 2}, u256{1});
        }
        world_.set_code(twin_address(TWIN_CONTRACTS), evm::delegation_designator(twin_address(1)));
    }

    /// What differs, or nothing. `watcher` watches both in turn; null: nobody does.
    std::string difference(const Interpreter& fast, evm::Tracer* watcher = nullptr) {
        const auto want = run(nullptr, nullptr);
        if (watcher != nullptr && run(nullptr, watcher) != want) return "portable, watched";
        const auto have = run(&fast, watcher);
        for (std::size_t i = 0; i < want.size(); ++i)
            if (want[i] != have[i])
                return "call " + std::to_string(i) + ": portable " + want[i] + ", fast " + have[i];
        return {};
    }

private:
    static constexpr std::size_t CALLS = 3;

    evm::Message make_message() {
        const auto target = twin_address(choices_.below(TWIN_CONTRACTS));
        input_.resize(68);
        for (auto& b : input_) b = choices_.byte();
        return {.gas = choices_.one_in(3) ? choices_.below(3000)
                                          : static_cast<std::int64_t>(choices_.below(65536)) * 16,
                .recipient = target,
                .code_address = target,
                .sender = twin_address(100),
                .input = input_};
    }

    std::vector<std::string> run(const Interpreter* interpreter, evm::Tracer* watcher) {
        State state(world_);
        evm::Workspace workspace;
        const evm::BlockContext block{
            .number = 1000, .timestamp = 1, .gas_limit = 30'000'000, .chain_id = 1};
        const evm::TxnContext txn{
            .origin = twin_address(100), .gas_price = 7, .blob_versioned_hashes = {Hash32{}}};
        const evm::PrecompileSet precompiles{.revision = revision_};
        const ExecutionEnv env{.revision = revision_,
                               .block = block,
                               .txn = txn,
                               .precompiles = precompiles,
                               .crypto = crypto_,
                               .block_hashes = hashes_,
                               .workspace = workspace,
                               .tracer = watcher,
                               .interpreter = interpreter};
        std::vector<std::string> seen;
        for (const auto& message : messages_) {
            state.begin_transaction();
            const auto result = execute_message(state, env, message);
            seen.push_back(describe(result, state));
            state.end_transaction(revision_);
        }
        seen.push_back(describe(state.build_diff()));
        return seen;
    }

    static std::string text_of(BytesView bytes) {
        std::string text;
        for (const auto b : bytes) {
            text += "0123456789abcdef"[b >> 4];
            text += "0123456789abcdef"[b & 15];
        }
        return text;
    }
    static std::string text_of(const u256& word) { return text_of(to_hash32(word).view()); }

    static std::string describe(const evm::CallResult& result, const State& state) {
        std::string text{evm::to_string(result.status)};
        text += " gas " + std::to_string(result.gas_left) + " refund " +
                std::to_string(result.gas_refund) + " output " + text_of(result.output);
        for (const auto& log : state.logs()) {
            text += " log " + text_of(log.address.view()) + " " + text_of(log.data);
            for (const auto& topic : log.topics) text += " " + text_of(topic.view());
        }
        for (unsigned i = 0; i < TWIN_CONTRACTS + 2; ++i) {
            text += state.is_warm(twin_address(i)) ? " warm" : " cold";
            for (unsigned slot = 0; slot < 4; ++slot)
                text += state.is_warm(twin_address(i), u256{slot}) ? "w" : "c";
        }
        return text;
    }
    static std::string describe(const StateDiff& diff) {
        std::string text = "diff";
        for (const auto& account : diff.accounts) {
            text += " " + text_of(account.address.view());
            if (account.account)
                text += " " + text_of(account.account->balance) + " " +
                        std::to_string(account.account->nonce) + " " +
                        text_of(account.account->code_hash.view());
            for (const auto& [slot, value] : account.storage)
                text += " " + text_of(slot) + "=" + text_of(value);
        }
        return text;
    }

    Choices choices_;
    evm::Revision revision_;
    MemoryState world_;
    Bytes input_;
    evm::Message messages_[CALLS];
    const TwinCrypto crypto_;
    const TwinHashes hashes_;
};

}  // namespace dusk::test
