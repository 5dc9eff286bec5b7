#include <dusk/settlement/contracts/evm_ledger.hpp>
#include <dusk/settlement/contracts/evm_tx_router.hpp>

namespace dusk::settlement {

using namespace router;

std::uint64_t EvmLedger::l1_chain_id() const { return storage_.get(L1_CHAIN_ID_SLOT).low64(); }

std::uint64_t EvmLedger::nonce(const Address& address) const {
    return storage_.get(mapping_slot(address, NONCES_SLOT)).low64();
}

void EvmLedger::set_nonce(const Address& address, std::uint64_t nonce) {
    storage_.set(mapping_slot(address, NONCES_SLOT), u256{nonce});
}

u256 EvmLedger::credit(const Address& address) const {
    return storage_.get(mapping_slot(address, CREDITS_SLOT));
}

bool EvmLedger::add_credit(const Address& address, const u256& wei) {
    const auto sum = add_with_carry(credit(address), wei);
    if (sum.carry) return false;
    storage_.set(mapping_slot(address, CREDITS_SLOT), sum.value);
    return true;
}

bool EvmLedger::take_credit(const Address& address, const u256& wei) {
    const auto rest = sub_with_borrow(credit(address), wei);
    if (rest.carry) return false;
    storage_.set(mapping_slot(address, CREDITS_SLOT), rest.value);
    return true;
}

bool EvmLedger::move_credit(const Address& from, const Address& to, const u256& wei) {
    if (wei.is_zero()) return true;
    return take_credit(from, wei) && add_credit(to, wei);
}

u256 EvmLedger::fees(const AccountKey& relayer) const {
    return storage_.get(mapping_slot(keccak256(relayer), FEES_SLOT));
}

void EvmLedger::set_fees(const AccountKey& relayer, const u256& wei) {
    storage_.set(mapping_slot(keccak256(relayer), FEES_SLOT), wei);
}

std::optional<ContractId> EvmLedger::contract_of(const Address& address) const {
    const auto id = storage_.get(mapping_slot(address, CONTRACTS_SLOT));
    if (id.is_zero()) return std::nullopt;
    return to_hash32(id);
}

BlobSchedule EvmLedger::blob_schedule() const {
    return {.target_blobs = storage_.get(BLOB_TARGET_SLOT).low64(),
            .max_blobs = storage_.get(BLOB_MAX_SLOT).low64(),
            .base_fee_update_fraction = storage_.get(BLOB_FRACTION_SLOT).low64()};
}

std::uint64_t EvmLedger::excess_blob_gas() const {
    const auto height = host_.context().block_height;
    const auto last = storage_.get(BLOB_HEIGHT_SLOT).low64();
    const auto excess = storage_.get(BLOB_EXCESS_SLOT).low64();
    if (height <= last) return excess;
    const auto schedule = blob_schedule();
    const auto next = next_excess_blob_gas(excess, storage_.get(BLOB_USED_SLOT).low64(), schedule);
    return decayed_excess_blob_gas(next, height - last - 1, schedule);
}

std::uint64_t EvmLedger::blob_gas_used() const {
    if (host_.context().block_height > storage_.get(BLOB_HEIGHT_SLOT).low64()) return 0;
    return storage_.get(BLOB_USED_SLOT).low64();
}

void EvmLedger::add_blob_gas(std::uint64_t gas) {
    const auto excess = excess_blob_gas();
    const auto used = blob_gas_used() + gas;
    storage_.set(BLOB_HEIGHT_SLOT, u256{host_.context().block_height});
    storage_.set(BLOB_EXCESS_SLOT, u256{excess});
    storage_.set(BLOB_USED_SLOT, u256{used});
}

}  // namespace dusk::settlement
