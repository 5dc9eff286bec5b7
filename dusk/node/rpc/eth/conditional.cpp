#include <fmt/format.h>

#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/eth/conditional.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

namespace params = rpc::params;
using pool::TxnConditional;
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

std::unexpected<rpc::Error> rejected(std::string_view what, std::string_view why) {
    return std::unexpected(
        rpc::Error{CODE_CONDITIONAL_REJECTED, fmt::format("failed {}: {}", what, why)});
}

/// Why it does not hold in the state after block `hash`.
Answer<std::optional<std::string>> broken_after(const EthBackend& backend, const Hash32& hash,
                                                const TxnConditional& conditional) {
    DUSK_TRY(header, backend.header(hash));
    DUSK_TRY(view, backend.state_after(hash));
    DUSK_TRY(nodes, backend.nodes_after(hash));
    return broken_in_state(
        conditional, {.storage = [&view](const Address& address,
                                         const u256& slot) { return view->storage(address, slot); },
                      .state_root = header.state_root,
                      .nodes = *nodes});
}

}  // namespace

Answer<TxnConditional> parse_conditional(const rpc::Params& arguments, std::size_t index) {
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
    return out;
}

Answer<bool> check_conditional(EthBackend& backend, const TxnConditional& conditional) {
    const auto cost = conditional.cost();
    if (cost > pool::CONDITIONAL_COST_MAX)
        return std::unexpected(
            rpc::Error{CODE_CONDITIONAL_COST, fmt::format("conditional cost, {}, exceeded max: {}",
                                                          cost, pool::CONDITIONAL_COST_MAX)});
    if (const auto why = conditional.contradiction())
        return rejected("conditional validation", *why);
    const auto head = backend.store().head();
    DUSK_TRY(header, backend.header(head.hash));
    if (const auto why = broken_in_block(conditional, header.number, header.timestamp))
        return rejected("header check", *why);
    if (conditional.known_accounts.empty()) return true;
    DUSK_TRY(broken, broken_after(backend, head.hash, conditional));
    if (broken) return rejected("state check", *broken);
    if (header.number == 0) return true;
    DUSK_TRY(broken_before, broken_after(backend, header.parent_hash, conditional));
    if (!broken_before) return true;
    return rejected(fmt::format("parent block {} state check", to_hex(header.parent_hash)),
                    *broken_before);
}

}  // namespace dusk::eth
