#include <limits>

#include <dusk/core/base/result.hpp>
#include <dusk/core/chain/fees.hpp>
#include <dusk/core/chain/header_rules.hpp>
#include <dusk/core/trie/trie.hpp>

namespace dusk {
namespace {

using evm::Revision;
using Checked = std::expected<void, HeaderError>;

constexpr std::size_t EXTRA_DATA_SIZE_MAX = 32;
constexpr std::uint64_t GAS_LIMIT_MAX = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t GAS_LIMIT_MIN = 5'000;
constexpr std::uint64_t GAS_LIMIT_BOUND_DIVISOR = 1'024;

Checked check_lineage(const Header& parent, const Header& header) {
    if (header.number != parent.number + 1) return std::unexpected(HeaderError::wrong_number);
    if (header.parent_hash != header_hash(parent))
        return std::unexpected(HeaderError::wrong_parent_hash);
    if (header.timestamp <= parent.timestamp)
        return std::unexpected(HeaderError::timestamp_not_after_parent);
    return {};
}

/// OP chains set the gas limit at will; Ethereum's moves by less than 1/1024 a block.
bool is_gas_limit_valid(const BlockRules& rules, const Header& parent, const Header& header) {
    if (header.gas_limit > GAS_LIMIT_MAX) return false;
    if (rules.is_op()) return true;
    const auto bound = parent.gas_limit / GAS_LIMIT_BOUND_DIVISOR;
    return header.gas_limit >= GAS_LIMIT_MIN && header.gas_limit < parent.gas_limit + bound &&
           header.gas_limit > parent.gas_limit - bound;
}

Checked check_gas(const BlockRules& rules, const Header& parent, const Header& header) {
    if (header.gas_used > header.gas_limit)
        return std::unexpected(HeaderError::gas_used_above_limit);
    if (!is_gas_limit_valid(rules, parent, header))
        return std::unexpected(HeaderError::bad_gas_limit);
    return {};
}

bool is_extra_data_valid(const BlockRules& rules, BytesView extra) {
    if (!rules.has_op(OpFork::holocene)) return extra.size() <= EXTRA_DATA_SIZE_MAX;
    const auto decoded = decode_op_extra_data(extra);
    if (!decoded || decoded->denominator == 0 || decoded->elasticity == 0) return false;
    return decoded->min_base_fee.has_value() == rules.has_op(OpFork::jovian);
}

Checked check_base_fee(const ChainConfig& config, const Header& parent, const Header& header) {
    if (!parent.base_fee_per_gas || !header.base_fee_per_gas)
        return std::unexpected(HeaderError::wrong_base_fee);
    if (*header.base_fee_per_gas != next_base_fee(config, parent, header.timestamp))
        return std::unexpected(HeaderError::wrong_base_fee);
    return {};
}

bool is_withdrawals_root_valid(const BlockRules& rules, const Header& header) {
    const bool due = rules.revision >= Revision::shanghai;
    if (header.withdrawals_root.has_value() != due) return false;
    // From Isthmus on it is a storage root, known after execution.
    if (!rules.is_op() || !due || rules.has_op(OpFork::isthmus)) return true;
    return *header.withdrawals_root == EMPTY_TRIE_ROOT;
}

bool is_blob_gas_used_valid(const BlockRules& rules, const Header& header) {
    if (header.blob_gas_used.has_value() != (rules.revision >= Revision::cancun)) return false;
    const auto used = header.blob_gas_used.value_or(0);
    if (rules.has_op(OpFork::jovian)) return used <= header.gas_limit;
    if (rules.is_op()) return used == 0;
    return used % GAS_PER_BLOB == 0 && used <= rules.blobs.max * GAS_PER_BLOB;
}

bool is_excess_blob_gas_valid(const BlockRules& rules, const Header& parent, const Header& header) {
    if (rules.revision < Revision::cancun) return !header.excess_blob_gas;
    return header.excess_blob_gas == next_excess_blob_gas(rules, parent);
}

bool is_requests_hash_valid(const BlockRules& rules, const Header& header) {
    if (header.requests_hash.has_value() != (rules.revision >= Revision::prague)) return false;
    return !rules.is_op() || !header.requests_hash || *header.requests_hash == EMPTY_REQUESTS_HASH;
}

Checked check_fork_fields(const BlockRules& rules, const Header& parent, const Header& header) {
    if (!is_withdrawals_root_valid(rules, header))
        return std::unexpected(HeaderError::bad_withdrawals_root);
    if (!is_blob_gas_used_valid(rules, header))
        return std::unexpected(HeaderError::bad_blob_gas_used);
    if (!is_excess_blob_gas_valid(rules, parent, header))
        return std::unexpected(HeaderError::wrong_excess_blob_gas);
    if (header.parent_beacon_block_root.has_value() != (rules.revision >= Revision::cancun))
        return std::unexpected(HeaderError::bad_beacon_root);
    if (!is_requests_hash_valid(rules, header))
        return std::unexpected(HeaderError::bad_requests_hash);
    return {};
}

}  // namespace

const Hash32 EMPTY_REQUESTS_HASH{{0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
                                  0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
                                  0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}};

std::string_view to_string(HeaderError error) noexcept {
    switch (error) {
        case HeaderError::wrong_number:
            return "block number is not the parent's plus one";
        case HeaderError::wrong_parent_hash:
            return "parent hash mismatch";
        case HeaderError::timestamp_not_after_parent:
            return "invalid timestamp";
        case HeaderError::gas_used_above_limit:
            return "gas used above gas limit";
        case HeaderError::bad_gas_limit:
            return "invalid gas limit";
        case HeaderError::bad_extra_data:
            return "invalid extra data";
        case HeaderError::bad_proof_of_stake_fields:
            return "invalid difficulty, nonce or ommers";
        case HeaderError::wrong_base_fee:
            return "invalid base fee";
        case HeaderError::bad_withdrawals_root:
            return "invalid withdrawals root";
        case HeaderError::bad_blob_gas_used:
            return "invalid blob gas used";
        case HeaderError::wrong_excess_blob_gas:
            return "invalid excess blob gas";
        case HeaderError::bad_beacon_root:
            return "invalid parent beacon block root";
        case HeaderError::bad_requests_hash:
            return "invalid requests hash";
    }
    return "unknown";
}

std::expected<void, HeaderError> validate_header(const ChainConfig& config, const Header& parent,
                                                 const Header& header) {
    const auto rules = rules_at(config, header.timestamp);
    DUSK_TRY_VOID(check_lineage(parent, header));
    DUSK_TRY_VOID(check_gas(rules, parent, header));
    if (!is_extra_data_valid(rules, header.extra_data))
        return std::unexpected(HeaderError::bad_extra_data);
    if (!header.difficulty.is_zero() || !header.nonce.is_zero() ||
        header.ommers_hash != EMPTY_OMMERS_HASH)
        return std::unexpected(HeaderError::bad_proof_of_stake_fields);
    DUSK_TRY_VOID(check_base_fee(config, parent, header));
    return check_fork_fields(rules, parent, header);
}

}  // namespace dusk
