#include <dusk/core/crypto/hash.hpp>
#include <dusk/settlement/ledger/system_contracts.hpp>

namespace dusk::settlement {

Hash32 account_slot(const AccountKey& key) noexcept { return keccak256(key); }

Bytes encode_account(const MoonlightAccount& account) {
    Bytes out;
    append_be(out, account.nonce);
    append_be(out, account.balance);
    return out;
}

MoonlightAccount decode_account(BytesView value) noexcept {
    if (value.size() != 16) return {};
    return {load_be<std::uint64_t>(value), load_be<std::uint64_t>(value.subspan(8))};
}

Hash32 contract_balance_slot(const ContractId& id) {
    Bytes key = to_bytes(as_bytes("contract_balance"));
    append(key, id);
    return keccak256(key);
}

Bytes encode_amount(std::uint64_t lux) {
    Bytes out;
    append_be(out, lux);
    const auto first = std::ranges::find_if(out, [](std::uint8_t b) { return b != 0; });
    out.erase(out.begin(), first);
    return out;
}

std::uint64_t decode_amount(BytesView value) noexcept {
    std::uint64_t lux = 0;
    if (value.size() > 8) return 0;
    for (const auto byte : value) lux = (lux << 8) | byte;
    return lux;
}

}  // namespace dusk::settlement
