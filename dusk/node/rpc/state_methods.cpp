// eth_getBalance and other reads of one account.
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/rpc/block_id.hpp>
#include <dusk/node/rpc/method_rows.hpp>
#include <dusk/node/rpc/storage_key.hpp>

namespace dusk::eth {
namespace {

/// An account's own state as of the block that parameter `index` names.
struct AccountAt {
    Address address;
    StateAt at;
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

constexpr MethodRow ROWS[] = {
    {"eth_getBalance", balance, 2, false, true},
    {"eth_getCode", code, 2, false, true},
    {"eth_getStorageAt", storage_at, 3, false, true},
    {"eth_getTransactionCount", transaction_count, 2, false, true},
};

}  // namespace

std::span<const MethodRow> state_rows() { return ROWS; }

}  // namespace dusk::eth
