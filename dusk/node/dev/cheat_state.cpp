// Cheat methods that change the state after the head.
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/dev/amendment.hpp>
#include <dusk/node/dev/cheat_rows.hpp>
#include <dusk/node/dev/state_dump.hpp>

namespace dusk::dev {
namespace {

Result set_balance_of(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(balance, lenient_number(arguments, 1));
    return nothing(site.dev.change_state([&](StateDiff& diff, const StateView& base) {
        set_balance(diff, base, address, balance);
    }));
}

Result add_balance_to(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(more, lenient_number(arguments, 1));
    DUSK_TRY(state, done(site.dev.head_state()));
    const auto account = state->account(address);
    const auto balance = account ? account->balance : u256{};
    return nothing(site.dev.change_state([&](StateDiff& diff, const StateView& base) {
        set_balance(diff, base, address, balance + more);
    }));
}

Result set_nonce_of(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(nonce, lenient_number64(arguments, 1));
    return nothing(site.dev.change_state(
        [&](StateDiff& diff, const StateView& base) { set_nonce(diff, base, address, nonce); }));
}

Result set_code_of(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(code, params::bytes(arguments, 1));
    return nothing(site.dev.change_state(
        [&](StateDiff& diff, const StateView& base) { set_code(diff, base, address, code); }));
}

Result set_storage_at(Site& site, const Params& arguments) {
    DUSK_TRY(address, params::address(arguments, 0));
    DUSK_TRY(slot, lenient_word(arguments, 1));
    DUSK_TRY(value, lenient_word(arguments, 2));
    DUSK_TRY_VOID(done(site.dev.change_state([&](StateDiff& diff, const StateView& base) {
        set_slot(diff, base, address, slot, value);
    })));
    return true;
}

Result dump_state(Site& site, const Params&) {
    DUSK_TRY(dump, done(dump_state(site.dev)));
    return eth::hex(as_bytes(dump));
}

Result load_state(Site& site, const Params& arguments) {
    DUSK_TRY(dump, params::bytes(arguments, 0));
    DUSK_TRY_VOID(done(load_state(site.dev, dump)));
    return true;
}

constexpr CheatRow ROWS[] = {
    {"setBalance", ANVIL | HARDHAT | TENDERLY, set_balance_of},
    {"setAccountBalance", EVM, set_balance_of},
    {"addBalance", ANVIL | TENDERLY, add_balance_to},
    {"setNonce", ANVIL | HARDHAT, set_nonce_of},
    {"setAccountNonce", EVM, set_nonce_of},
    {"setCode", ANVIL | HARDHAT, set_code_of},
    {"setAccountCode", EVM, set_code_of},
    {"setStorageAt", ANVIL | HARDHAT, set_storage_at},
    {"setAccountStorageAt", EVM, set_storage_at},
    {"dumpState", ANVIL | HARDHAT, dump_state},
    {"loadState", ANVIL | HARDHAT, load_state},
};

}  // namespace

std::span<const CheatRow> state_cheats() { return ROWS; }

}  // namespace dusk::dev
