#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/core/rollup/deposits.hpp>

namespace dusk::rollup {

namespace {

/// keccak256(domain ++ keccak256 of what identifies the deposit).
Hash32 source_hash(SourceDomain domain, const Hash32& id_hash) {
    Bytes input = to_bytes(to_hash32(u256{static_cast<std::uint64_t>(domain)}));
    append(input, id_hash);
    return keccak256(input);
}

Hash32 numbered_source_hash(SourceDomain domain, const Hash32& block_hash, std::uint64_t number) {
    Bytes id = to_bytes(block_hash);
    append(id, to_hash32(u256{number}));
    return source_hash(domain, keccak256(id));
}

/// mint 32, value 32, gas 8, is_creation 1: what stands before the data in version 0.
constexpr std::size_t OPAQUE_HEADER_SIZE = 73;

/// The bytes argument of the log, ABI-encoded alone.
std::expected<BytesView, DepositError> opaque_data(BytesView data) {
    if (data.size() < 64 || data.size() % 32 != 0)
        return std::unexpected(DepositError::bad_data_size);
    if (load_be_u256(data.data()) != u256{32}) return std::unexpected(DepositError::bad_offset);
    const auto length = load_be_u256(data.data() + 32);
    const auto room = data.size() - 64;
    // As short as it can be: less than a word of padding.
    if (length > u256{room} || length + u256{32} <= u256{room})
        return std::unexpected(DepositError::bad_length);
    return data.subspan(64, static_cast<std::size_t>(length.low64()));
}

}  // namespace

Hash32 user_deposit_source_hash(const Hash32& l1_block_hash, std::uint64_t log_index) {
    return numbered_source_hash(SourceDomain::user, l1_block_hash, log_index);
}

Hash32 l1_attributes_source_hash(const Hash32& l1_block_hash, std::uint64_t sequence_number) {
    return numbered_source_hash(SourceDomain::l1_attributes, l1_block_hash, sequence_number);
}

Hash32 upgrade_source_hash(std::string_view intent) {
    return source_hash(SourceDomain::upgrade, keccak256(as_bytes(intent)));
}

std::expected<Transaction, DepositError> deposit_from_log(const Log& log,
                                                          const Hash32& l1_block_hash,
                                                          std::uint64_t log_index) {
    if (log.topics.size() != 4) return std::unexpected(DepositError::wrong_topic_count);
    if (log.topics[0] != TRANSACTION_DEPOSITED_TOPIC)
        return std::unexpected(DepositError::wrong_topic);
    DUSK_TRY(opaque, opaque_data(log.data));
    if (!log.topics[3].is_zero()) return std::unexpected(DepositError::unknown_version);
    if (opaque.size() < OPAQUE_HEADER_SIZE) return std::unexpected(DepositError::opaque_too_short);

    // OP deposits.md#user-deposited-transactions.
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.source_hash = user_deposit_source_hash(l1_block_hash, log_index);
    txn.from = Address::from_right(log.topics[1]);
    txn.mint = load_be_u256(opaque.data());
    txn.value = load_be_u256(opaque.data() + 32);
    txn.gas_limit = load_be<std::uint64_t>(opaque.subspan(64));
    const bool is_creation = opaque[72] != 0;
    if (!is_creation) txn.to = Address::from_right(log.topics[2]);
    txn.data = to_bytes(opaque.subspan(OPAQUE_HEADER_SIZE));
    return txn;
}

Log log_from_deposit(const Address& deposit_contract, const Transaction& deposit) {
    Bytes opaque = to_bytes(to_hash32(deposit.mint));
    append(opaque, to_hash32(deposit.value));
    append_be(opaque, deposit.gas_limit);
    opaque.push_back(deposit.to ? 0 : 1);
    append(opaque, deposit.data);

    Log log{.address = deposit_contract, .topics = {}, .data = {}};
    log.topics = {TRANSACTION_DEPOSITED_TOPIC, Hash32::from_right(deposit.from),
                  Hash32::from_right(deposit.to.value_or(Address{})), Hash32{}};
    append(log.data, to_hash32(u256{32}));
    append(log.data, to_hash32(u256{opaque.size()}));
    append(log.data, opaque);
    log.data.resize((log.data.size() + 31) / 32 * 32);
    return log;
}

std::expected<std::vector<Transaction>, DepositError> derive_deposits(
    std::span<const Receipt> receipts, const Address& deposit_contract,
    const Hash32& l1_block_hash) {
    std::vector<Transaction> out;
    std::uint64_t log_index = 0;
    for (const auto& receipt : receipts) {
        for (const auto& log : receipt.logs) {
            const auto index = log_index++;
            const bool is_deposit = receipt.success && log.address == deposit_contract &&
                                    !log.topics.empty() &&
                                    log.topics[0] == TRANSACTION_DEPOSITED_TOPIC;
            if (!is_deposit) continue;
            DUSK_TRY(txn, deposit_from_log(log, l1_block_hash, index));
            out.push_back(std::move(txn));
        }
    }
    return out;
}

}  // namespace dusk::rollup
