// Random transactions that meet in few accounts and slots: programs of random statements (storage,
// calls, creations, destructions, logs, failures of every kind), transfers, creations, access
// lists, delegations (EIP-7702), and transactions that no block may hold. For tests that compare
// two ways to execute the same block.
#pragma once

#include <random>
#include <vector>

#include <dusk/core/chain/op_fees.hpp>
#include <dusk/core/chain/transaction.hpp>
#include <dusk/core/evm/opcodes.hpp>
#include <dusk/core/state/memory_state.hpp>
#include <dusk/platform/crypto/ethereum_key.hpp>

namespace dusk::test {

class RandomTxns {
public:
    static constexpr std::size_t SENDERS = 12;
    static constexpr std::size_t CONTRACTS = 12;

    RandomTxns(std::uint64_t seed, std::uint64_t chain_id) : random_(seed), chain_id_(chain_id) {
        for (std::uint8_t i = 1; i <= SENDERS; ++i)
            keys_.push_back(*EthereumKey::from(Hash32{{0x77, i}}));
        for (const auto& key : keys_) addresses_.push_back(key.address());
        for (std::uint8_t i = 1; i <= CONTRACTS; ++i) addresses_.push_back(Address{{0xc0, i}});
        for (std::uint8_t i = 1; i <= 4; ++i) addresses_.push_back(Address{{0xee, i}});  // nobody
        addresses_.push_back(to_address(u256{2}));
        addresses_.push_back(to_address(u256{4}));
        addresses_.push_back(OP_BASE_FEE_VAULT);
        addresses_.push_back(OP_L1_FEE_VAULT);
        addresses_.push_back(coinbase());
        nonces_.resize(SENDERS);
    }

    static Address coinbase() { return OP_SEQUENCER_FEE_VAULT; }
    std::mt19937_64& random() noexcept { return random_; }
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    const EthereumKey& key(std::size_t sender) const { return keys_[sender]; }
    Address contract(std::size_t i) const { return addresses_[SENDERS + i]; }

    /// The state that the transactions are meant for: rich senders, contracts of random code.
    MemoryState make_state() {
        MemoryState state;
        for (std::size_t i = 0; i < SENDERS; ++i)
            state[addresses_[i]].account.balance = u256{1'000'000'000'000'000'000};
        for (std::size_t i = 0; i < CONTRACTS; ++i) {
            auto& account = state[contract(i)].account;
            account.nonce = 1;
            account.balance = u256{below(10)};
            state.set_code(contract(i), program(3 + below(10)));
            for (std::uint64_t slot = 0; slot < below(4); ++slot)
                state.set_storage(contract(i), u256{slot}, u256{1 + below(5)});
        }
        return state;
    }

    struct Sent {
        Transaction txn;
        std::size_t sender = 0;
    };
    /// The next transaction, unsigned. Call included() if it made it into a block.
    Sent next(const u256& base_fee) {
        const auto sender = pick_sender();
        Transaction txn{.type = TxnType::dynamic_fee,
                        .chain_id = chain_id_,
                        .nonce = nonces_[sender],
                        .max_priority_fee_per_gas = u256{below(5)},
                        .max_fee_per_gas = base_fee * u256{2} + u256{5},
                        .gas_limit = 21'000 + below(60'000)};
        shape(txn);
        if (one_in(10)) spoil(txn, base_fee);
        return {std::move(txn), sender};
    }
    void included(std::size_t sender) { ++nonces_[sender]; }
    /// Nonces as a chain has them, for authorities change their own.
    void set_nonce(std::size_t sender, std::uint64_t nonce) { nonces_[sender] = nonce; }

    Transaction sign(Transaction txn, std::size_t sender) const {
        const auto signature = keys_[sender].sign(signing_hash(txn));
        txn.signature = {to_u256(signature.r), to_u256(signature.s), signature.odd_y};
        return txn;
    }

    /// Code of `statements` random statements.
    Bytes program(std::size_t statements) {
        Bytes code;
        for (std::size_t i = 0; i < statements; ++i) add_statement(code);
        return code;
    }

private:
    using Opcode = evm::Opcode;

    Address some_address() { return addresses_[below(addresses_.size())]; }
    /// Few senders have most of the transactions.
    std::size_t pick_sender() { return one_in(3) ? below(SENDERS) : below(3); }

    void shape(Transaction& txn) {
        txn.to = some_address();
        switch (below(8)) {
            case 0:
                txn.value = u256{below(1000)};
                txn.gas_limit = 21'000 + (one_in(2) ? 0 : below(20'000));
                break;
            case 1:
                txn.to.reset();
                txn.data = one_in(2) ? init_code(program(1 + below(6))) : program(1 + below(5));
                txn.gas_limit += 100'000 + below(200'000);
                break;
            case 2:
                txn.type = TxnType::access_list;
                txn.max_priority_fee_per_gas = txn.max_fee_per_gas;
                for (auto i = below(3); i > 0; --i)
                    txn.access_list.push_back(
                        {contract(below(CONTRACTS)),
                         {to_hash32(u256{below(4)}), to_hash32(u256{below(4)})}});
                txn.to = contract(below(CONTRACTS));
                txn.gas_limit += 20'000 + below(100'000);
                break;
            case 3:
                if (one_in(2)) break;
                txn.type = TxnType::set_code;
                for (auto i = 1 + below(2); i > 0; --i)
                    txn.authorization_list.push_back(authorize());
                txn.gas_limit += 80'000;
                break;
            default:
                txn.to = contract(below(one_in(2) ? 3 : CONTRACTS));
                txn.value = u256{one_in(3) ? below(3) : 0};
                for (auto i = below(40); i > 0; --i)
                    txn.data.push_back(static_cast<std::uint8_t>(below(3)));
                txn.gas_limit += below(300'000);
        }
    }

    /// Something a block may not hold, or barely.
    void spoil(Transaction& txn, const u256& base_fee) {
        switch (below(6)) {
            case 0:
                txn.nonce += 1 + below(2);
                break;
            case 1:
                txn.nonce -= std::min<std::uint64_t>(txn.nonce, 1);
                break;
            case 2:
                txn.gas_limit = 20'000 + below(2'000);
                break;
            case 3:
                txn.value = u256{3'000'000'000'000'000'000};
                break;
            case 4:
                txn.max_fee_per_gas = base_fee - std::min(base_fee, u256{1});
                txn.max_priority_fee_per_gas = {};
                break;
            default:
                txn.gas_limit = 900'000'000;
        }
    }

    Authorization authorize() {
        const auto authority = below(SENDERS);
        Authorization authorization{.chain_id = one_in(8) ? u256{999} : u256{chain_id_},
                                    .address = one_in(4) ? Address{} : contract(below(CONTRACTS)),
                                    .nonce = nonces_[authority] + below(2),
                                    .y_parity = 0,
                                    .r = {},
                                    .s = {}};
        const auto signature = keys_[authority].sign(authorization_signing_hash(authorization));
        authorization.y_parity = signature.odd_y ? 1 : 0;
        authorization.r = to_u256(signature.r);
        authorization.s = to_u256(signature.s);
        return authorization;
    }

    // Programs ------------------------------------------------------------------------------

    static void op(Bytes& code, Opcode opcode) {
        code.push_back(static_cast<std::uint8_t>(opcode));
    }
    static void push(Bytes& code, std::uint64_t value) {
        code.push_back(0x61);  // PUSH2
        code.push_back(static_cast<std::uint8_t>(value >> 8));
        code.push_back(static_cast<std::uint8_t>(value));
    }
    static void push(Bytes& code, const Address& address) {
        code.push_back(0x73);  // PUSH20
        append(code, address);
    }
    /// Init code that returns `runtime`, which follows it.
    static Bytes init_code(const Bytes& runtime) {
        Bytes code;
        push(code, runtime.size());
        push(code, 15);
        push(code, 0);
        op(code, Opcode::CODECOPY);
        push(code, runtime.size());
        push(code, 0);
        op(code, Opcode::RETURN);
        code.push_back(0);
        append(code, runtime);
        return code;
    }

    void add_statement(Bytes& code) {
        using enum evm::Opcode;
        switch (below(20)) {
            case 0:
            case 1:
            case 2:
                push(code, below(4));
                push(code, below(4));
                op(code, SSTORE);
                break;
            case 3:
            case 4:
            case 5:  // a counter
                push(code, below(4));
                op(code, SLOAD);
                push(code, 1);
                op(code, ADD);
                push(code, below(4));
                op(code, SSTORE);
                break;
            case 6:  // what another account has decides a slot
                push(code, some_address());
                op(code, one_in(2) ? BALANCE : one_in(2) ? EXTCODEHASH : EXTCODESIZE);
                push(code, 4 + below(2));
                op(code, SSTORE);
                break;
            case 7:
            case 8:
            case 9:
            case 10:
                add_call(code);
                break;
            case 11:
                add_creation(code);
                break;
            case 12:
                if (!one_in(3)) return;
                if (one_in(2))
                    op(code, CALLER);
                else
                    push(code, some_address());
                op(code, SELFDESTRUCT);
                break;
            case 13:
                if (!one_in(3)) return;
                push(code, 0);
                push(code, below(40));
                op(code, one_in(2) ? REVERT : RETURN);
                break;
            case 14:
                if (!one_in(6)) return;
                code.push_back(one_in(2) ? 0xfe : 0x50);  // an invalid opcode; a POP of nothing
                break;
            case 15:
                push(code, below(1000));
                push(code, below(40));
                push(code, 0);
                op(code, LOG1);
                break;
            case 16:
                push(code, below(3));
                op(code, TLOAD);
                push(code, 1);
                op(code, ADD);
                push(code, below(3));
                op(code, TSTORE);
                break;
            case 17:
                op(code, COINBASE);
                op(code, one_in(3) ? BALANCE : ISZERO);
                push(code, 6);
                op(code, SSTORE);
                break;
            case 18:
                op(code, one_in(2) ? SELFBALANCE : one_in(2) ? GASPRICE : ORIGIN);
                push(code, 7);
                op(code, SSTORE);
                break;
            default:
                push(code, 0);
                op(code, CALLDATALOAD);
                push(code, below(4));
                op(code, SSTORE);
        }
    }

    void add_call(Bytes& code) {
        using enum evm::Opcode;
        const auto kind = below(5);
        push(code, 0);
        push(code, 0);
        push(code, below(33));
        push(code, 0);
        if (kind < 3) push(code, one_in(2) ? 0 : below(3));
        push(code, some_address());
        push(code, one_in(4) ? below(3'000) : 20'000 + below(40'000));
        op(code, kind < 2 ? CALL : kind == 2 ? CALLCODE : kind == 3 ? DELEGATECALL : STATICCALL);
        push(code, below(4));
        op(code, one_in(2) ? SSTORE : ADD);
        if (code.back() == static_cast<std::uint8_t>(ADD)) op(code, POP);
    }

    /// Creates from at most 32 bytes of init code, often with a destruction in them.
    void add_creation(Bytes& code) {
        using enum evm::Opcode;
        Bytes init;
        while (init.size() < 6) {
            Bytes statement;
            if (one_in(4)) {
                op(statement, ORIGIN);
                op(statement, SELFDESTRUCT);
            } else {
                push(statement, below(4));
                push(statement, below(4));
                op(statement, SSTORE);
            }
            append(init, statement);
        }
        const bool is_salted = one_in(2);
        const auto value = one_in(3) ? 1 : 0;
        code.push_back(static_cast<std::uint8_t>(0x5f + init.size()));  // PUSHn
        append(code, init);
        push(code, 0);
        op(code, MSTORE);
        if (is_salted) push(code, below(2));
        push(code, init.size());
        push(code, 32 - init.size());
        push(code, static_cast<std::uint64_t>(value));
        op(code, is_salted ? CREATE2 : CREATE);
        if (one_in(2)) {
            push(code, 5);
            op(code, SSTORE);
        } else {
            op(code, POP);
        }
    }

    std::mt19937_64 random_;
    std::uint64_t chain_id_;
    std::vector<EthereumKey> keys_;
    std::vector<Address> addresses_;
    std::vector<std::uint64_t> nonces_;
};

}  // namespace dusk::test
