#include <fmt/format.h>

#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/pool/txn_conditional.hpp>

namespace dusk::pool {
namespace {

std::optional<std::string> broken_slot(const ConditionState& state, const Address& address,
                                       const TxnConditional::Slots& slots) {
    for (const auto& [slot, wanted] : slots) {
        const auto value = to_hash32(state.storage(address, to_u256(slot)));
        if (value != wanted)
            return fmt::format("failed account storage slot key {} constraint. Got {}, Expected {}",
                               to_hex(slot), to_hex(value), to_hex(wanted));
    }
    return std::nullopt;
}

std::optional<std::string> broken_root(const ConditionState& state, const Address& address,
                                       const Hash32& wanted) {
    const auto account = read_trie_account(state.state_root, address, state.nodes);
    if (!account) return "the account's storage root cannot be read";
    const auto root = *account ? (*account)->storage_root : EMPTY_TRIE_ROOT;
    if (root == wanted) return std::nullopt;
    return fmt::format("failed account storage root constraint. Got {}, Expected {}", to_hex(root),
                       to_hex(wanted));
}

}  // namespace

std::optional<std::string> TxnConditional::contradiction() const {
    if (block_number_min && block_number_max && *block_number_min > *block_number_max)
        return "block number minimum constraint must be less than the maximum";
    if (timestamp_min && timestamp_max && *timestamp_min > *timestamp_max)
        return "timestamp minimum constraint must be less than the maximum";
    return std::nullopt;
}

std::size_t TxnConditional::cost() const {
    std::size_t cost = 0;
    for (const auto& [address, account] : known_accounts) {
        const auto* slots = std::get_if<Slots>(&account);
        cost += 1 + (slots == nullptr ? 1 : slots->size());
    }
    if (block_number_min || block_number_max) ++cost;
    if (timestamp_min || timestamp_max) ++cost;
    return cost;
}

std::optional<std::string> broken_in_block(const TxnConditional& conditional, std::uint64_t number,
                                           std::uint64_t timestamp) {
    if (conditional.block_number_min && number < *conditional.block_number_min)
        return "failed block number minimum constraint";
    if (conditional.block_number_max && number > *conditional.block_number_max)
        return "failed block number maximmum constraint";  // as op-geth spells it
    if (conditional.timestamp_min && timestamp < *conditional.timestamp_min)
        return "failed timestamp minimum constraint";
    if (conditional.timestamp_max && timestamp > *conditional.timestamp_max)
        return "failed timestamp maximum constraint";
    return std::nullopt;
}

std::optional<std::string> broken_in_state(const TxnConditional& conditional,
                                           const ConditionState& state) {
    for (const auto& [address, account] : conditional.known_accounts) {
        const auto* slots = std::get_if<TxnConditional::Slots>(&account);
        auto broken = slots != nullptr ? broken_slot(state, address, *slots)
                                       : broken_root(state, address, std::get<Hash32>(account));
        if (broken) return broken;
    }
    return std::nullopt;
}

}  // namespace dusk::pool
