#include <algorithm>

#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/execute_block.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/trie/trie.hpp>
#include <dusk/node/sources/eth_json.hpp>

namespace dusk::sources {

namespace json = boost::json;

namespace {

bool is_known_type(std::uint64_t type) { return type <= 4 || type == 0x7e; }

/// Calls `read` for each element of the list `name`; absent lists are empty.
template <class T, class Read>
std::vector<T> read_list(FieldReader& in, std::string_view name, Read read) {
    std::vector<T> out;
    const auto* found = in.find(name);
    if (found == nullptr) return out;
    const auto* list = found->if_array();
    if (list == nullptr) {
        in.fail(name, "expected a list");
        return out;
    }
    out.reserve(list->size());
    for (const auto& element : *list) {
        auto decoded = read(element);
        if (!decoded) {
            in.fail(name, decoded.error());
            return out;
        }
        out.push_back(*std::move(decoded));
    }
    return out;
}

Decoded<AccessListEntry> access_entry_from_json(const json::value& value) {
    FieldReader in{value, "AccessTuple"};
    AccessListEntry out{.address = in.required<Address>("address"),
                        .storage_keys = in.required<std::vector<Hash32>>("storageKeys")};
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

Decoded<Authorization> authorization_from_json(const json::value& value) {
    FieldReader in{value, "SetCodeAuthorization"};
    Authorization out;
    out.chain_id = in.required<u256>("chainId");
    out.address = in.required<Address>("address");
    out.nonce = in.required<std::uint64_t>("nonce");
    const auto parity = in.required<std::uint64_t>("yParity");
    out.r = in.required<u256>("r");
    out.s = in.required<u256>("s");
    if (parity > 0xff) in.fail("yParity", "out of range");
    if (!in.ok()) return std::unexpected(in.error());
    out.y_parity = static_cast<std::uint8_t>(parity);
    return out;
}

/// v, r and s; EIP-155 puts the chain id into v.
void read_signature(FieldReader& in, Transaction& out) {
    out.signature.r = in.required<u256>("r");
    out.signature.s = in.required<u256>("s");
    if (out.type != TxnType::legacy) {
        auto parity = in.optional<u256>("yParity");
        if (!parity) parity = in.required<u256>("v");
        if (*parity > u256{1}) in.fail("yParity", "out of range");
        out.signature.odd_y = *parity == u256{1};
        return;
    }
    const auto v = in.required<u256>("v");
    if (v == u256{27} || v == u256{28}) {
        out.signature.odd_y = v == u256{28};
        return;
    }
    const auto rest = v - u256{35};
    if (v < u256{35} || !(rest >> 1).fits_u64()) {
        in.fail("v", "out of range");
        return;
    }
    out.signature.odd_y = rest.bit(0);
    out.chain_id = (rest >> 1).low64();
}

void read_deposit(FieldReader& in, Transaction& out) {
    out.source_hash = in.required<Hash32>("sourceHash");
    out.from = in.required<Address>("from");
    out.mint = in.value_or<u256>("mint", {});
    out.is_system_txn = in.value_or("isSystemTx", false);
}

void read_fees(FieldReader& in, Transaction& out) {
    if (out.type == TxnType::legacy || out.type == TxnType::access_list) {
        out.max_fee_per_gas = in.required<u256>("gasPrice");
        out.max_priority_fee_per_gas = out.max_fee_per_gas;
        return;
    }
    out.max_fee_per_gas = in.required<u256>("maxFeePerGas");
    out.max_priority_fee_per_gas = in.required<u256>("maxPriorityFeePerGas");
}

void read_signed(FieldReader& in, Transaction& out) {
    out.nonce = in.required<std::uint64_t>("nonce");
    read_fees(in, out);
    read_signature(in, out);
    if (out.type == TxnType::legacy) return;
    out.chain_id = in.required<std::uint64_t>("chainId");
    out.access_list = read_list<AccessListEntry>(in, "accessList", access_entry_from_json);
    if (out.type == TxnType::blob) {
        out.max_fee_per_blob_gas = in.required<u256>("maxFeePerBlobGas");
        out.blob_versioned_hashes = in.required<std::vector<Hash32>>("blobVersionedHashes");
    }
    if (out.type == TxnType::set_code)
        out.authorization_list =
            read_list<Authorization>(in, "authorizationList", authorization_from_json);
}

Decoded<Log> log_from_json(const json::value& value) {
    FieldReader in{value, "Log"};
    Log out{.address = in.required<Address>("address"),
            .topics = in.required<std::vector<Hash32>>("topics"),
            .data = in.required<Bytes>("data")};
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

/// OP isthmus/exec-engine.md: the header has the message passer's storage root in the place of the
/// root of the withdrawals, which are none. Only blocks of OP chains begin with a deposit.
bool has_message_passer_root(const RpcBlock& block) {
    return block.header.requests_hash && !block.transactions.empty() &&
           block.transactions.front().known && block.transactions.front().known->is_deposit();
}

Decoded<void> check_withdrawals(const RpcBlock& block) {
    if (block.withdrawals.has_value() != block.header.withdrawals_root.has_value())
        return std::unexpected("withdrawals and their root do not go together");
    if (!block.withdrawals) return {};
    const bool right = has_message_passer_root(block)
                           ? block.withdrawals->empty()
                           : withdrawals_root(*block.withdrawals) == *block.header.withdrawals_root;
    if (!right) return std::unexpected("failed to verify withdrawals list");
    return {};
}

}  // namespace

Decoded<Header> header_from_json(const json::value& value) {
    FieldReader in{value, "Header"};
    Header out;
    out.parent_hash = in.required<Hash32>("parentHash");
    out.ommers_hash = in.required<Hash32>("sha3Uncles");
    out.coinbase = in.required<Address>("miner");
    out.state_root = in.required<Hash32>("stateRoot");
    out.transactions_root = in.required<Hash32>("transactionsRoot");
    out.receipts_root = in.required<Hash32>("receiptsRoot");
    out.logs_bloom = in.required<Bloom>("logsBloom");
    out.difficulty = in.required<u256>("difficulty");
    out.number = in.required<std::uint64_t>("number");
    out.gas_limit = in.required<std::uint64_t>("gasLimit");
    out.gas_used = in.required<std::uint64_t>("gasUsed");
    out.timestamp = in.required<std::uint64_t>("timestamp");
    out.extra_data = in.required<Bytes>("extraData");
    out.prev_randao = in.required<Hash32>("mixHash");
    out.nonce = in.required<Nonce8>("nonce");
    out.base_fee_per_gas = in.optional<u256>("baseFeePerGas");
    out.withdrawals_root = in.optional<Hash32>("withdrawalsRoot");
    out.blob_gas_used = in.optional<std::uint64_t>("blobGasUsed");
    out.excess_blob_gas = in.optional<std::uint64_t>("excessBlobGas");
    out.parent_beacon_block_root = in.optional<Hash32>("parentBeaconBlockRoot");
    out.requests_hash = in.optional<Hash32>("requestsHash");
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

Decoded<RpcTransaction> transaction_from_json(const json::value& value) {
    FieldReader in{value, "Transaction"};
    RpcTransaction out;
    out.hash = in.required<Hash32>("hash");
    const auto type = in.value_or<std::uint64_t>("type", 0);
    if (!in.ok()) return std::unexpected(in.error());
    if (!is_known_type(type)) return out;

    Transaction txn;
    txn.type = static_cast<TxnType>(type);
    txn.gas_limit = in.required<std::uint64_t>("gas");
    txn.to = in.optional<Address>("to");
    txn.value = in.required<u256>("value");
    txn.data = in.required<Bytes>("input");
    if (txn.is_deposit())
        read_deposit(in, txn);
    else
        read_signed(in, txn);
    if (!in.ok()) return std::unexpected(in.error());
    out.encoded = encode_transaction(txn);
    out.known = std::move(txn);
    return out;
}

Decoded<RpcBlock> block_from_json(const json::value& value) {
    DUSK_TRY(header, header_from_json(value));
    FieldReader in{value, "Block"};
    RpcBlock out{.header = std::move(header), .hash = in.required<Hash32>("hash")};
    const auto* list = in.find("transactions");
    if (list == nullptr || !list->is_array()) {
        in.fail("transactions", "expected a list");
    } else if (list->get_array().empty() || !list->get_array().front().is_string()) {
        out.transactions = read_list<RpcTransaction>(in, "transactions", transaction_from_json);
    }
    if (in.find("withdrawals") != nullptr)
        out.withdrawals = read_list<Withdrawal>(in, "withdrawals", withdrawal_from_json);
    if (!in.ok()) return std::unexpected(in.error());
    return out;
}

Decoded<Receipt> receipt_from_json(const json::value& value) {
    FieldReader in{value, "Receipt"};
    Receipt out;
    const auto type = in.value_or<std::uint64_t>("type", 0);
    const auto status = in.required<std::uint64_t>("status");
    out.cumulative_gas_used = in.required<std::uint64_t>("cumulativeGasUsed");
    out.logs_bloom = in.required<Bloom>("logsBloom");
    out.logs = read_list<Log>(in, "logs", log_from_json);
    out.deposit_nonce = in.optional<std::uint64_t>("depositNonce");
    out.deposit_receipt_version = in.optional<std::uint64_t>("depositReceiptVersion");
    if (type > 0x7f) in.fail("type", "out of range");
    if (status > 1) in.fail("status", "out of range");
    if (!in.ok()) return std::unexpected(in.error());
    // Receipts of all types are encoded alike, also of those that are not known here.
    out.type = static_cast<TxnType>(type);
    out.success = status == 1;
    return out;
}

Decoded<std::vector<Receipt>> receipts_from_json(const json::value& value) {
    const auto* list = value.if_array();
    if (list == nullptr) return std::unexpected("receipts are no list");
    std::vector<Receipt> out;
    out.reserve(list->size());
    for (const auto& element : *list) {
        DUSK_TRY(receipt, receipt_from_json(element));
        out.push_back(std::move(receipt));
    }
    return out;
}

Decoded<void> check_header(const RpcBlock& block) {
    const auto hash = header_hash(block.header);
    if (hash == block.hash) return {};
    return std::unexpected(fmt::format("failed to verify block hash: computed {} but RPC said {}",
                                       to_hex(hash), to_hex(block.hash)));
}

Decoded<void> check_body(const RpcBlock& block) {
    DUSK_TRY_VOID(check_header(block));
    std::vector<Bytes> encoded;
    encoded.reserve(block.transactions.size());
    for (const auto& txn : block.transactions) {
        if (txn.encoded.empty())
            return std::unexpected("transaction of an unknown type without its encoding");
        encoded.push_back(txn.encoded);
    }
    if (ordered_trie_root(encoded) != block.header.transactions_root)
        return std::unexpected("failed to verify transactions list");
    return check_withdrawals(block);
}

Decoded<void> check_receipts(const Header& header, const std::vector<Receipt>& receipts) {
    std::vector<Bytes> encoded;
    encoded.reserve(receipts.size());
    for (const auto& receipt : receipts) encoded.push_back(encode_receipt(receipt));
    if (ordered_trie_root(encoded) != header.receipts_root)
        return std::unexpected("failed to verify receipts list");
    return {};
}

Decoded<PayloadEnvelope> envelope_of(const RpcBlock& block) {
    PayloadEnvelope out;
    out.payload.transactions.reserve(block.transactions.size());
    Block plain{.header = block.header, .transactions = {}, .ommers = {}};
    plain.withdrawals = block.withdrawals;
    // OP isthmus/exec-engine.md: with requests comes the withdrawals root of the payload.
    out = payload_envelope(plain, block.hash, block.header.requests_hash.has_value());
    for (const auto& txn : block.transactions) {
        if (!txn.known) return std::unexpected("L2 block with a transaction of an unknown type");
        out.payload.transactions.push_back(txn.encoded);
    }
    return out;
}

}  // namespace dusk::sources
