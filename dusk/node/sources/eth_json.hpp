// Blocks, transactions and receipts of Ethereum's JSON-RPC (execution-apis, eth), and the check
// that what a server says is what the block's hash commits to: nobody's RPC is trusted.
#pragma once

#include <optional>
#include <vector>

#include <boost/json/value.hpp>

#include <dusk/core/chain/header.hpp>
#include <dusk/core/chain/receipt.hpp>
#include <dusk/node/sources/json_fields.hpp>
#include <dusk/node/sources/payload_json.hpp>

namespace dusk::sources {

/// A transaction inside a block. Of types that are not known here, only the EIP-2718 encoding can
/// be had, and that from elsewhere.
struct RpcTransaction {
    Hash32 hash;
    std::optional<Transaction> known;
    Bytes encoded;  ///< empty: unknown type, not fetched yet
};

struct RpcBlock {
    Header header;
    /// As the server says.
    Hash32 hash;
    /// Empty where the block was asked for without transactions.
    std::vector<RpcTransaction> transactions;
    std::optional<std::vector<Withdrawal>> withdrawals;
};

Decoded<Header> header_from_json(const boost::json::value& in);
Decoded<RpcTransaction> transaction_from_json(const boost::json::value& in);
/// A block with full transactions, or with hashes only (which are left out).
Decoded<RpcBlock> block_from_json(const boost::json::value& in);
Decoded<Receipt> receipt_from_json(const boost::json::value& in);
Decoded<std::vector<Receipt>> receipts_from_json(const boost::json::value& in);

/// The header hashes to block.hash.
Decoded<void> check_header(const RpcBlock& block);
/// And transactions and withdrawals are those of the header, by the rules of L1 and L2.
Decoded<void> check_body(const RpcBlock& block);
Decoded<void> check_receipts(const Header& header, const std::vector<Receipt>& receipts);

/// An L2 block as a payload; all its transactions must be of known types.
Decoded<PayloadEnvelope> envelope_of(const RpcBlock& block);

}  // namespace dusk::sources
