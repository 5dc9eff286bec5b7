// eth_getBalance and other reads of one account.
#include <dusk/core/chain/state_trie.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/chain/block_id.hpp>
#include <dusk/node/rpc/eth/limits.hpp>
#include <dusk/node/rpc/eth/rows.hpp>
#include <dusk/node/rpc/json/storage_key.hpp>

namespace dusk::eth {
namespace {

/// An account's own state as of the block that parameter `index` names.
struct AccountAt {
    Address address;
    store::StateAt at;
};
Answer<AccountAt> account_at(const EthBackend& backend, const Params& arguments,
                             std::size_t index) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(id, block_id_param(arguments, index));
    DUSK_TRY(at, state_at(backend, id));
    return AccountAt{address, std::move(at)};
}

Result checked(const StateView& view, Value value) {
    if (!view.ok())
        return std::unexpected(rpc::internal_error("the block's state is not available"));
    return value;
}

Result balance(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(in, account_at(backend, arguments, 1));
    const auto account = in.at.view->account(in.address);
    return checked(*in.at.view, quantity(account ? account->balance : u256{}));
}

Result code(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(in, account_at(backend, arguments, 1));
    const auto account = in.at.view->account(in.address);
    if (!account || !account->has_code()) return checked(*in.at.view, "0x");
    const auto bytes = in.at.view->code(account->code_hash);
    return checked(*in.at.view, hex(*bytes));
}

Result storage_at(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(text, params::text(arguments, 1));
    DUSK_TRY(in, account_at(backend, arguments, 2));
    const auto key = parse_storage_key(text);
    if (!key)
        return std::unexpected(rpc::invalid_params("unable to decode storage key: " + key.error()));
    const auto value = in.at.view->storage(in.address, key->slot);
    return checked(*in.at.view, hex(to_hash32(value)));
}

Result transaction_count(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(id, block_id_param(arguments, 1));
    DUSK_TRY(in, account_at(backend, arguments, 1));
    const auto account = in.at.view->account(in.address);
    std::uint64_t nonce = account ? account->nonce : 0;
    if (id.is_pending()) nonce = std::max(nonce, backend.pool().next_nonce(in.address));
    return checked(*in.at.view, quantity(nonce));
}

/// The account as its leaf in the state trie has it (op-reth).
Result whole_account(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(id, block_id_param(arguments, 1));
    DUSK_TRY(ref, require_block(backend, id));
    DUSK_TRY(header, backend.header(ref.hash));
    DUSK_TRY(nodes, backend.nodes_after(ref.hash));
    const auto found = read_trie_account(header.state_root, address, *nodes);
    if (!found) return std::unexpected(rpc::internal_error("a node of the trie is missing"));
    if (!*found) return Value(nullptr);
    const auto& [account, storage_root] = **found;
    return Object{{"balance", quantity(account.balance)},
                  {"nonce", quantity(account.nonce)},
                  {"storageRoot", hex(storage_root)},
                  {"codeHash", hex(account.code_hash)}};
}

/// Balance, nonce and code at once (op-reth).
Result account_info(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(in, account_at(backend, arguments, 1));
    const auto account = in.at.view->account(in.address).value_or(Account{});
    const auto bytes = account.has_code() ? in.at.view->code(account.code_hash) : nullptr;
    return checked(*in.at.view, Object{{"balance", quantity(account.balance)},
                                       {"nonce", quantity(account.nonce)},
                                       {"code", bytes == nullptr ? Value("0x") : hex(*bytes)}});
}

/// {address: [slot, …], …} to {address: [value, …], …} (execution-apis, eth_getStorageValues).
Result storage_values(EthBackend& backend, const Params& arguments, CallContext&) {
    DUSK_TRY(request, params::json_object(arguments, 0, "map[common.Address][]common.Hash"));
    DUSK_TRY(id, block_id_param(arguments, 1));
    std::size_t slots = 0;
    for (const auto& entry : *request)
        if (entry.value().is_array()) slots += entry.value().get_array().size();
    if (slots == 0) return std::unexpected(rpc::invalid_params("empty request"));
    if (slots > PROOF_SLOTS_MAX)
        return std::unexpected(rpc::invalid_params("too many slots (max 1024)"));
    DUSK_TRY(at, state_at(backend, id));
    Object out;
    for (const auto& [key, keys] : *request) {
        const auto address = params::to_address(Value(key));
        if (!address) return std::unexpected(params::invalid(0, address.error()));
        if (!keys.is_array()) return std::unexpected(params::invalid(0, "slots are no array"));
        Array values;
        for (const auto& slot : keys.get_array()) {
            const auto word = params::to_hash(slot);
            if (!word) return std::unexpected(params::invalid(0, word.error()));
            values.push_back(hex(to_hash32(at.view->storage(*address, to_u256(*word)))));
        }
        out[hex(*address).get_string()] = std::move(values);
    }
    return checked(*at.view, std::move(out));
}

constexpr MethodRow ROWS[] = {
    {"eth_getBalance", balance, 2, Pace::quick},
    {"eth_getCode", code, 2, Pace::quick},
    {"eth_getStorageAt", storage_at, 3, Pace::quick},
    {"eth_getStorageValues", storage_values, 2},
    {"eth_getAccount", whole_account, 2},
    {"eth_getAccountInfo", account_info, 2},
    {"eth_getTransactionCount", transaction_count, 2, Pace::quick},
};

}  // namespace

std::span<const MethodRow> state_rows() { return ROWS; }

}  // namespace dusk::eth
