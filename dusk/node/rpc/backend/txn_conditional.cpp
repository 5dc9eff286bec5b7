#include <fmt/format.h>

#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/backend/txn_conditional.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;
using Slots = TxnConditional::Slots;

Answer<std::variant<Hash32, Slots>> read_account(const Value& in, std::size_t index) {
    if (in.is_string()) {
        const auto root = params::to_hash(in);
        if (!root) return std::unexpected(params::invalid(index, root.error()));
        return std::variant<Hash32, Slots>(*root);
    }
    if (!in.is_object())
        return std::unexpected(params::invalid(index, "a known account is neither root nor slots"));
    Slots slots;
    for (const auto& [key, value] : in.get_object()) {
        const auto slot = params::to_hash(Value(key));
        const auto word = params::to_hash(value);
        if (!slot || !word)
            return std::unexpected(params::invalid(index, "a slot or its value is no hash"));
        slots[*slot] = *word;
    }
    return std::variant<Hash32, Slots>(std::move(slots));
}

Answer<std::optional<std::uint64_t>> read_number(const Object& object, std::string_view name,
                                                 std::size_t index) {
    const auto* in = object.if_contains(name);
    if (in == nullptr || in->is_null()) return std::optional<std::uint64_t>{};
    if (in->is_int64() && in->get_int64() >= 0)
        return std::optional{static_cast<std::uint64_t>(in->get_int64())};
    const auto number = params::to_quantity64(*in);
    if (!number) return std::unexpected(params::invalid(index, number.error()));
    return std::optional{*number};
}

std::optional<std::string> broken_slot(const StateView& state, const Address& address,
                                       const Slots& slots) {
    for (const auto& [slot, value] : slots)
        if (to_hash32(state.storage(address, to_u256(slot))) != value)
            return fmt::format("failed account {} storage slot {} check", to_hex(address),
                               to_hex(slot));
    return std::nullopt;
}

}  // namespace

Answer<TxnConditional> TxnConditional::parse(const rpc::Params& arguments, std::size_t index) {
    DUSK_TRY(object, params::json_object(arguments, index, "types.TransactionConditional"));
    TxnConditional out;
    if (const auto* known = object->if_contains("knownAccounts"); known && known->is_object()) {
        for (const auto& [key, value] : known->get_object()) {
            const auto address = params::to_address(Value(key));
            if (!address) return std::unexpected(params::invalid(index, address.error()));
            DUSK_TRY(account, read_account(value, index));
            out.known_accounts[*address] = std::move(account);
        }
    }
    DUSK_TRY(block_min, read_number(*object, "blockNumberMin", index));
    DUSK_TRY(block_max, read_number(*object, "blockNumberMax", index));
    DUSK_TRY(time_min, read_number(*object, "timestampMin", index));
    DUSK_TRY(time_max, read_number(*object, "timestampMax", index));
    out.block_number_min = block_min;
    out.block_number_max = block_max;
    out.timestamp_min = time_min;
    out.timestamp_max = time_max;
    if (block_min && block_max && *block_min > *block_max)
        return std::unexpected(
            rpc::invalid_params("block number minimum constraint must be less than the maximum"));
    if (time_min && time_max && *time_min > *time_max)
        return std::unexpected(
            rpc::invalid_params("timestamp minimum constraint must be less than the maximum"));
    return out;
}

std::size_t TxnConditional::cost() const {
    std::size_t cost = 0;
    for (const auto& [address, account] : known_accounts) {
        const auto* slots = std::get_if<Slots>(&account);
        cost += slots == nullptr ? 1 : slots->size();
    }
    if (block_number_min || block_number_max) ++cost;
    if (timestamp_min || timestamp_max) ++cost;
    return cost;
}

Answer<std::optional<std::string>> broken_condition(const ChainReader& chain,
                                                    const TxnConditional& conditional,
                                                    const BlockRef& head) {
    const auto broken = [](std::string text) { return std::optional{std::move(text)}; };
    DUSK_TRY(header, chain.header(head.hash));
    if (conditional.block_number_min && header.number < *conditional.block_number_min)
        return broken("failed block number minimum constraint");
    if (conditional.block_number_max && header.number > *conditional.block_number_max)
        return broken("failed block number maximum constraint");
    if (conditional.timestamp_min && header.timestamp < *conditional.timestamp_min)
        return broken("failed timestamp minimum constraint");
    if (conditional.timestamp_max && header.timestamp > *conditional.timestamp_max)
        return broken("failed timestamp maximum constraint");
    if (conditional.known_accounts.empty()) return std::optional<std::string>{};
    DUSK_TRY(state, chain.state_after(head.hash));
    DUSK_TRY(nodes, chain.nodes_after(head.hash));
    for (const auto& [address, account] : conditional.known_accounts) {
        if (const auto* slots = std::get_if<Slots>(&account)) {
            if (auto text = broken_slot(*state, address, *slots)) return text;
            continue;
        }
        const auto found = read_trie_account(header.state_root, address, *nodes);
        if (!found) return std::unexpected(rpc::internal_error("a node of the trie is missing"));
        const auto root = *found ? (*found)->storage_root : EMPTY_TRIE_ROOT;
        if (root != std::get<Hash32>(account))
            return broken(
                fmt::format("failed account {} storage root constraint", to_hex(address)));
    }
    return std::optional<std::string>{};
}

ConditionalBook::ConditionalBook(const ChainReader& chain, pool::TxnPool& pool, EventHub& events)
    : chain_(chain), pool_(pool), events_(events) {
    ticket_ = events.on_chain([this](const ChainNews&) { head_moved(); });
}

ConditionalBook::~ConditionalBook() { events_.remove(ticket_); }

void ConditionalBook::add(const Hash32& txn_hash, TxnConditional conditional) {
    const std::lock_guard lock(mutex_);
    conditionals_[txn_hash] = std::move(conditional);
}

void ConditionalBook::head_moved() {
    const std::lock_guard lock(mutex_);
    if (conditionals_.empty()) return;
    const auto head = chain_.store().head();
    std::erase_if(conditionals_, [&](const auto& entry) {
        const auto& [hash, conditional] = entry;
        if (pool_.find(hash) == nullptr) return true;
        const auto broken = broken_condition(chain_, conditional, head);
        if (broken && !*broken) return false;
        pool_.remove(hash);
        return true;
    });
}

}  // namespace dusk::eth
