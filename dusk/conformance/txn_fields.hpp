// Transactions out of fixture JSON: those of state tests, with lists of data, gas and value to
// choose from, and those of the transition tool, signed or with the key to sign them.
#pragma once

#include <boost/json.hpp>

#include <dusk/core/chain/transaction.hpp>

namespace dusk::conformance {

/// A number as hex text with 0x, decimal text, or a JSON integer.
u256 as_number(const boost::json::value& value);
std::uint64_t as_number64(const boost::json::value& value);

struct SignedTransaction {
    Transaction txn;
    /// None: the signature is not valid.
    std::optional<Address> sender;
};

/// Which of a state test's alternatives.
struct TxnIndexes {
    std::size_t data = 0;
    std::size_t gas = 0;
    std::size_t value = 0;
};

/// A state test's `transaction` on the chain `chain_id`; its sender is stated or known by the key.
SignedTransaction as_state_test_txn(const boost::json::value& object, const TxnIndexes& indexes,
                                    std::uint64_t chain_id);

/// One of the transition tool's `txs`.
SignedTransaction as_t8n_txn(const boost::json::value& object, std::uint64_t chain_id);

}  // namespace dusk::conformance
