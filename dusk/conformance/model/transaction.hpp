// The model of a block's transactions: what makes one valid, what it pays, what it leaves behind;
// Ethereum's rules and the OP Stack's deposits and fees.
#pragma once

#include <dusk/conformance/model/machine.hpp>

namespace dusk::model {

enum TxnKind : int {
    LEGACY = 0,
    ACCESS_LIST = 1,
    DYNAMIC_FEE = 2,
    BLOB = 3,
    SET_CODE = 4,
    DEPOSIT = 0x7e
};

struct AuthTuple {
    Word chain_id{};
    Address address;
    std::uint64_t nonce = 0;
    std::uint8_t parity = 0;
    Word r{};
    Word s{};
};

struct Txn {
    TxnKind kind = LEGACY;
    Address sender;
    std::optional<std::uint64_t> chain_id;
    std::uint64_t nonce = 0;
    Word max_fee{};
    Word max_priority{};
    std::uint64_t gas = 0;
    std::optional<Address> to;
    Word value{};
    Bytes data;
    std::vector<std::pair<Address, std::vector<Word>>> access_list;
    Word max_blob_fee{};
    std::vector<Hash32> blob_hashes;
    std::vector<AuthTuple> authorizations;
    Word mint{};
    bool is_system = false;
    /// Of its encoding, for the L1 fee: bytes that are zero, that are not, and FastLZ's size.
    std::uint64_t zero_bytes = 0;
    std::uint64_t other_bytes = 0;
    std::uint64_t fastlz_size = 0;
};

struct Outcome {
    bool is_included = false;
    bool is_success = false;
    std::uint64_t gas_used = 0;
    std::uint64_t gas_refunded = 0;
    Word l1_fee{};
    Word operator_fee{};
    Bytes output;
    std::vector<LogEntry> logs;
};

class BlockModel {
public:
    BlockModel(Setting setting, Accounts accounts)
        : setting_(std::move(setting)), world_(std::move(accounts)) {}

    Outcome execute(const Txn& txn);
    std::uint64_t nonce(const Address& address) const { return world_.nonce(address); }
    const Accounts& accounts() const { return world_.accounts(); }
    /// Wei that left the world: burned fees and what a destroyed account took with it.
    const Word& burned() const { return world_.burned(); }
    const Word& minted() const { return minted_; }

private:
    bool has(Fork fork) const { return setting_.rules.fork >= fork; }
    bool is_op() const { return setting_.rules.op.has_value(); }
    bool has_op(Op op) const { return setting_.rules.has_op(op); }

    bool is_valid(const Txn& txn) const;
    bool is_well_formed(const Txn& txn) const;
    bool fits_block(const Txn& txn) const;
    bool can_pay(const Txn& txn) const;
    std::uint64_t intrinsic_gas(const Txn& txn) const;
    std::uint64_t floor_gas(const Txn& txn) const;
    Word price(const Txn& txn) const;
    Word l1_fee(const Txn& txn) const;
    Word operator_fee(std::uint64_t gas) const;
    std::uint64_t da_footprint(const Txn& txn) const;
    Word l1_slot(unsigned slot) const;

    Outcome pay_and_run(const Txn& txn);
    Outcome deposit(const Txn& txn);
    bool deposit_can_start(const Txn& txn) const;
    void start(const Txn& txn);
    std::int64_t authorize(const AuthTuple& tuple);
    Result run(const Txn& txn, std::uint64_t nonce);
    void meter(const Txn& txn, const Result& result, Outcome& outcome);
    void finish();

    Setting setting_;
    World world_;
    std::uint64_t gas_used_ = 0;
    std::uint64_t blob_gas_used_ = 0;
    Word minted_{};
};

}  // namespace dusk::model
