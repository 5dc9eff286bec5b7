#include <algorithm>

#include <dusk/conformance/model/precompiles.hpp>
#include <dusk/conformance/model/transaction.hpp>
#include <dusk/core/crypto/hash.hpp>

namespace dusk::model {
namespace {

constexpr std::uint64_t BLOB_GAS = 131072;

Address predeploy(std::uint64_t number) {
    auto out = address_of(word(number));
    out[0] = 0x42;
    return out;
}
const Address L1_BLOCK = predeploy(0x15);
const Address BASE_FEE_VAULT = predeploy(0x19);
const Address L1_FEE_VAULT = predeploy(0x1a);
const Address OPERATOR_FEE_VAULT = predeploy(0x1b);

bool is_delegation(const Bytes& code) {
    return code.size() == 23 && code[0] == 0xef && code[1] == 0x01 && code[2] == 0;
}

void append_word(Bytes& out, const Word& value) {
    const auto bytes = bytes_of(value);
    const auto size = (bit_length(value) + 7) / 8;
    if (size == 1 && bytes[31] < 0x80) {
        out.push_back(bytes[31]);
        return;
    }
    out.push_back(static_cast<std::uint8_t>(0x80 + size));
    append(out, bytes.view().last(size));
}

/// keccak256(0x05 || rlp([chain_id, address, nonce])).
Hash32 authorization_digest(const AuthTuple& tuple) {
    Bytes payload;
    append_word(payload, tuple.chain_id);
    payload.push_back(0x94);
    append(payload, tuple.address);
    append_word(payload, word(tuple.nonce));
    Bytes message{0x05};
    // The longest payload, 33 + 21 + 9 bytes, takes a second byte of size from 56 on.
    if (payload.size() > 55) message.push_back(0xf8);
    message.push_back(
        static_cast<std::uint8_t>(payload.size() > 55 ? payload.size() : 0xc0 + payload.size()));
    append(message, payload);
    return keccak256(message);
}

/// EIP-2: the lower half of the group.
bool is_low(const Word& s) {
    static const Word half = [] {
        const std::uint8_t order_half[] = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                           0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                           0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d,
                                           0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};
        return word_of_bytes(order_half);
    }();
    return !less(half, s);
}

std::uint64_t field(const Word& packed, unsigned shift, std::uint64_t mask) {
    return low64(shr(word(shift), packed)) & mask;
}

}  // namespace

// Validity -----------------------------------------------------------------------------------

std::uint64_t BlockModel::intrinsic_gas(const Txn& txn) const {
    std::uint64_t gas = 21000;
    for (const auto byte : txn.data) gas += byte == 0 ? 4 : has(ISTANBUL) ? 16 : 68;
    if (!txn.to && has(HOMESTEAD)) gas += 32000;
    if (!txn.to && has(SHANGHAI)) gas += (txn.data.size() + 31) / 32 * 2;
    for (const auto& [address, keys] : txn.access_list) gas += 2400 + 1900 * keys.size();
    return gas + 25000 * txn.authorizations.size();
}

/// EIP-7623.
std::uint64_t BlockModel::floor_gas(const Txn& txn) const {
    if (!has(PRAGUE)) return 0;
    std::uint64_t gas = 21000;
    for (const auto byte : txn.data) gas += byte == 0 ? 10 : 40;
    return gas;
}

bool BlockModel::is_well_formed(const Txn& txn) const {
    constexpr Fork SINCE[] = {FRONTIER, BERLIN, LONDON, CANCUN, PRAGUE};
    if (txn.kind == DEPOSIT || !has(SINCE[txn.kind])) return false;
    if (txn.kind == BLOB && is_op()) return false;
    if (txn.chain_id && *txn.chain_id != setting_.rules.chain_id) return false;
    if (has(OSAKA) && txn.gas > (1u << 24)) return false;
    if (txn.gas < intrinsic_gas(txn) || txn.gas < floor_gas(txn)) return false;
    if (has(SHANGHAI) && !txn.to && txn.data.size() > 49152) return false;
    if (txn.nonce == ~std::uint64_t{0}) return false;
    if (less(txn.max_fee, txn.max_priority)) return false;
    if (txn.kind == SET_CODE && txn.authorizations.empty()) return false;
    if (txn.kind != BLOB) return true;
    const auto count = txn.blob_hashes.size();
    if (count == 0 || count > setting_.rules.blobs_max || (has(OSAKA) && count > 6)) return false;
    return std::ranges::all_of(txn.blob_hashes, [](const auto& hash) { return hash[0] == 1; });
}

bool BlockModel::fits_block(const Txn& txn) const {
    if (txn.gas > setting_.block.gas_limit - gas_used_) return false;
    if (txn.kind == BLOB &&
        blob_gas_used_ + BLOB_GAS * txn.blob_hashes.size() > BLOB_GAS * setting_.rules.blobs_max)
        return false;
    return !has_op(JOVIAN) || blob_gas_used_ + da_footprint(txn) <= setting_.block.gas_limit;
}

bool BlockModel::can_pay(const Txn& txn) const {
    const auto gas = word(txn.gas);
    const auto blob_gas = word(BLOB_GAS * txn.blob_hashes.size());
    if (mul_overflows(gas, txn.max_fee) || mul_overflows(blob_gas, txn.max_blob_fee)) return false;
    Word sum{};
    for (const auto& part : {mul(gas, txn.max_fee), mul(blob_gas, txn.max_blob_fee), txn.value,
                             l1_fee(txn), operator_fee(txn.gas)}) {
        if (add_overflows(sum, part)) return false;
        sum = add(sum, part);
    }
    return !less(world_.balance(txn.sender), sum);
}

bool BlockModel::is_valid(const Txn& txn) const {
    if (!is_well_formed(txn) || !fits_block(txn)) return false;
    if (less(txn.max_fee, setting_.block.base_fee)) return false;
    if (txn.kind == BLOB && less(txn.max_blob_fee, setting_.block.blob_base_fee)) return false;
    if (txn.nonce != world_.nonce(txn.sender)) return false;
    const auto code = world_.code(txn.sender);  // EIP-3607
    if (!code.empty() && !(has(PRAGUE) && is_delegation(code))) return false;
    return can_pay(txn);
}

// Prices -------------------------------------------------------------------------------------

Word BlockModel::price(const Txn& txn) const {
    const auto tip_room = sub(txn.max_fee, setting_.block.base_fee);
    return less(tip_room, txn.max_priority) ? txn.max_fee
                                            : add(setting_.block.base_fee, txn.max_priority);
}

Word BlockModel::l1_slot(unsigned slot) const { return world_.storage(L1_BLOCK, word(slot)); }

/// OP specs: Bedrock's, Ecotone's and Fjord's formulas.
Word BlockModel::l1_fee(const Txn& txn) const {
    if (!is_op()) return {};
    const auto base_fee = l1_slot(1);
    const auto scalars = l1_slot(3);
    const auto blob_base_fee = l1_slot(7);
    const auto base_scalar = field(scalars, 96, 0xffffffff);
    const auto blob_scalar = field(scalars, 64, 0xffffffff);
    const auto calldata_gas =
        txn.zero_bytes * 4 + (txn.other_bytes + (has_op(REGOLITH) ? 0 : 68)) * 16;
    const bool is_first_of_ecotone = base_scalar == 0 && blob_scalar == 0 && is_zero(blob_base_fee);
    if (!has_op(ECOTONE) || is_first_of_ecotone)
        return div(mul(mul(add(word(calldata_gas), l1_slot(5)), base_fee), l1_slot(6)),
                   word(1'000'000));
    const auto per_byte =
        add(mul(mul(word(16), base_fee), word(base_scalar)), mul(blob_base_fee, word(blob_scalar)));
    if (!has_op(FJORD)) return div(mul(word(calldata_gas), per_byte), word(16'000'000));
    const auto scaled = static_cast<std::int64_t>(836'500 * txn.fastlz_size) - 42'585'600;
    const auto size = std::max<std::int64_t>(scaled, 100'000'000);
    return div(mul(word(static_cast<std::uint64_t>(size)), per_byte), word(1'000'000'000'000));
}

Word BlockModel::operator_fee(std::uint64_t gas) const {
    if (!has_op(ISTHMUS)) return {};
    const auto packed = l1_slot(8);
    const auto scaled = mul(word(gas), word(field(packed, 64, 0xffffffff)));
    const auto variable = has_op(JOVIAN) ? mul(scaled, word(100)) : div(scaled, word(1'000'000));
    return add(variable, word(field(packed, 0, ~std::uint64_t{0})));
}

std::uint64_t BlockModel::da_footprint(const Txn& txn) const {
    if (!has_op(JOVIAN)) return 0;
    const auto scaled = static_cast<std::int64_t>(836'500 * txn.fastlz_size) - 42'585'600;
    const auto size = std::max<std::int64_t>(scaled, 100'000'000) / 1'000'000;
    return static_cast<std::uint64_t>(size) * field(l1_slot(8), 96, 0xffff);
}

// Execution ----------------------------------------------------------------------------------

Outcome BlockModel::execute(const Txn& txn) {
    world_.start_txn();
    auto outcome = txn.kind == DEPOSIT && is_op() ? deposit(txn) : pay_and_run(txn);
    if (!outcome.is_included) return outcome;
    outcome.logs = world_.logs();
    gas_used_ += outcome.gas_used;
    if (txn.kind != DEPOSIT)
        blob_gas_used_ += BLOB_GAS * txn.blob_hashes.size() + da_footprint(txn);
    finish();
    return outcome;
}

void BlockModel::start(const Txn& txn) {
    if (!has(BERLIN)) return;
    world_.warm(txn.sender);
    if (txn.to) world_.warm(*txn.to);
    if (has(SHANGHAI)) world_.warm(setting_.block.coinbase);  // EIP-3651
    for (const auto& address : precompiles_of(setting_.rules)) world_.warm(address);
    for (const auto& [address, keys] : txn.access_list) {
        world_.warm(address);
        for (const auto& key : keys) world_.warm(Slot{address, key});
    }
}

/// EIP-7702.
std::int64_t BlockModel::authorize(const AuthTuple& tuple) {
    if (!is_zero(tuple.chain_id) && tuple.chain_id != word(setting_.rules.chain_id)) return 0;
    if (tuple.nonce == ~std::uint64_t{0} || tuple.parity > 1) return 0;
    if (!is_low(tuple.s) || is_zero(tuple.r) || is_zero(tuple.s)) return 0;
    const auto authority = setting_.crypto->recover_signer(
        authorization_digest(tuple), bytes_of(tuple.r), bytes_of(tuple.s), tuple.parity == 1);
    if (!authority) return 0;
    world_.warm(*authority);
    const auto code = world_.code(*authority);
    if (!code.empty() && !is_delegation(code)) return 0;
    if (world_.nonce(*authority) != tuple.nonce) return 0;
    const std::int64_t refund = world_.exists(*authority) ? 12500 : 0;
    Bytes designator;
    if (tuple.address != Address{}) {
        designator = {0xef, 0x01, 0x00};
        append(designator, tuple.address);
    }
    world_.set_code(*authority, std::move(designator));
    world_.set_nonce(*authority, tuple.nonce + 1);
    return refund;
}

Result BlockModel::run(const Txn& txn, std::uint64_t nonce) {
    Call call;
    call.gas = static_cast<std::int64_t>(txn.gas - intrinsic_gas(txn));
    call.sender = txn.sender;
    call.input = txn.data;
    call.value = txn.value;
    Machine machine{setting_, world_};
    if (txn.to) {
        call.recipient = call.code_address = *txn.to;
        return machine.call(call);
    }
    call.kind = Kind::create;
    call.recipient = Machine::create_address(txn.sender, nonce);
    auto result = machine.create(call);
    if (result.is_success) result.output.clear();
    return result;
}

void BlockModel::meter(const Txn& txn, const Result& result, Outcome& outcome) {
    outcome.is_included = true;
    outcome.is_success = result.is_success;
    outcome.output = result.output;
    const auto spent = txn.gas - static_cast<std::uint64_t>(result.gas_left);
    const auto earned = static_cast<std::uint64_t>(std::max<std::int64_t>(world_.refund(), 0));
    outcome.gas_refunded = std::min(earned, spent / (has(LONDON) ? 5 : 2));
    outcome.gas_used = std::max(spent - outcome.gas_refunded, floor_gas(txn));
}

Outcome BlockModel::pay_and_run(const Txn& txn) {
    Outcome outcome;
    if (!is_valid(txn)) return outcome;
    const auto gas_price = price(txn);
    const auto blob_fee =
        mul(word(BLOB_GAS * txn.blob_hashes.size()), setting_.block.blob_base_fee);
    const auto operator_fee_max = operator_fee(txn.gas);
    outcome.l1_fee = l1_fee(txn);
    const auto sender = txn.sender;
    world_.take(sender, add(add(mul(word(txn.gas), gas_price), blob_fee),
                            add(outcome.l1_fee, operator_fee_max)));
    world_.set_nonce(sender, txn.nonce + 1);
    setting_.txn = {sender, gas_price, txn.blob_hashes};
    start(txn);
    for (const auto& tuple : txn.authorizations) world_.add_refund(authorize(tuple));
    // The L1 fee parameters are those of the block's start; contracts do not change them here.
    meter(txn, run(txn, txn.nonce), outcome);

    outcome.operator_fee = operator_fee(outcome.gas_used);
    world_.pay(sender, mul(word(txn.gas - outcome.gas_used), gas_price));
    world_.pay(sender, sub(operator_fee_max, outcome.operator_fee));
    const auto used = word(outcome.gas_used);
    const auto base_fees = mul(used, setting_.block.base_fee);
    world_.pay(setting_.block.coinbase, sub(mul(used, gas_price), base_fees));
    world_.burn(blob_fee);
    if (!is_op()) {
        world_.burn(base_fees);
        return outcome;
    }
    world_.pay(BASE_FEE_VAULT, base_fees);
    world_.pay(L1_FEE_VAULT, outcome.l1_fee);
    if (has_op(ISTHMUS)) world_.pay(OPERATOR_FEE_VAULT, outcome.operator_fee);
    return outcome;
}

bool BlockModel::deposit_can_start(const Txn& txn) const {
    if (txn.is_system && has_op(REGOLITH)) return false;
    if (txn.gas < intrinsic_gas(txn) || txn.gas < floor_gas(txn)) return false;
    if (has(SHANGHAI) && !txn.to && txn.data.size() > 49152) return false;
    return !less(world_.balance(txn.sender), txn.value);
}

/// OP specs, deposits.md: no fee, no nonce check; the mint stays whatever happens.
Outcome BlockModel::deposit(const Txn& txn) {
    Outcome outcome;
    const bool is_free = txn.is_system && !has_op(REGOLITH);
    if (!is_free && txn.gas > setting_.block.gas_limit - gas_used_) return outcome;
    world_.pay(txn.sender, txn.mint);
    minted_ = add(minted_, txn.mint);
    const auto nonce = world_.nonce(txn.sender);
    const bool can_start = deposit_can_start(txn);
    world_.set_nonce(txn.sender, nonce + 1);
    setting_.txn = {txn.sender, {}, {}};
    if (can_start) {
        start(txn);
        meter(txn, run(txn, nonce), outcome);
    } else {
        outcome.is_included = true;
        outcome.gas_used = txn.gas;
    }
    if (!has_op(REGOLITH)) outcome.gas_used = is_free ? 0 : txn.gas;
    return outcome;
}

/// Destructions (EIP-6780) and touched empty accounts (EIP-161).
void BlockModel::finish() {
    for (const auto& address : world_.destructed()) {
        world_.burn(world_.balance(address));
        world_.remove(address);
    }
    if (!has(EIP158)) return;
    for (const auto& address : world_.touched())
        if (world_.exists(address) && world_.is_empty(address)) world_.remove(address);
}

}  // namespace dusk::model
