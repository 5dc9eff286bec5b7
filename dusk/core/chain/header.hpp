// Block headers and bodies, encoding and hash (yellow paper 4.3; EIP-1559, 4895, 4844, 4788, 7685).
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include <dusk/core/chain/transaction.hpp>

namespace dusk {

using Bloom = FixedBytes<256>;
using Nonce8 = FixedBytes<8>;

struct Withdrawal {
    std::uint64_t index = 0;
    std::uint64_t validator_index = 0;
    Address address;
    std::uint64_t amount_gwei = 0;
    friend bool operator==(const Withdrawal&, const Withdrawal&) = default;
};

/// Optional fields are present from their fork on, each only if all before it are.
struct Header {
    Hash32 parent_hash;
    Hash32 ommers_hash;
    Address coinbase;
    Hash32 state_root;
    Hash32 transactions_root;
    Hash32 receipts_root;
    Bloom logs_bloom;
    u256 difficulty;
    std::uint64_t number = 0;
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_used = 0;
    std::uint64_t timestamp = 0;
    Bytes extra_data;
    Hash32 prev_randao;
    Nonce8 nonce;
    std::optional<u256> base_fee_per_gas;
    std::optional<Hash32> withdrawals_root;
    std::optional<std::uint64_t> blob_gas_used;
    std::optional<std::uint64_t> excess_blob_gas;
    std::optional<Hash32> parent_beacon_block_root;
    std::optional<Hash32> requests_hash;
    friend bool operator==(const Header&, const Header&) = default;
};

struct Block {
    Header header;
    std::vector<Transaction> transactions;
    std::vector<Header> ommers;
    /// Present from Shanghai/Canyon on; always empty on OP chains.
    std::optional<std::vector<Withdrawal>> withdrawals;
};

enum class [[nodiscard]] BlockDecodeError : std::uint8_t { malformed_rlp, bad_transaction };

Bytes encode_header(const Header& header);
std::expected<Header, BlockDecodeError> decode_header(BytesView encoded);
Hash32 header_hash(const Header& header);

Bytes encode_block(const Block& block);
std::expected<Block, BlockDecodeError> decode_block(BytesView encoded);

/// keccak256(rlp([])): the ommers hash of every block since the merge.
extern const Hash32 EMPTY_OMMERS_HASH;

}  // namespace dusk
