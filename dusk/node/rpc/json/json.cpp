#include <algorithm>

#include <dusk/core/codec/hex.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/rpc/json/json.hpp>

namespace dusk::eth {

Value quantity(std::uint64_t number) { return Value(to_hex_quantity(number)); }
Value quantity(const u256& number) { return Value(to_hex_quantity(number)); }
Value hex(BytesView bytes) { return Value(to_hex(bytes)); }

std::string decimal(u256 number) {
    std::string digits;
    do {
        const auto [quotient, remainder] = divide(number, 10);
        digits.push_back(static_cast<char>('0' + remainder.low64()));
        number = quotient;
    } while (!number.is_zero());
    std::ranges::reverse(digits);
    return digits;
}

std::string checksummed(const Address& address) {
    auto text = to_hex(address);
    const auto hash = keccak256(as_bytes(std::string_view(text).substr(2)));
    for (std::size_t i = 0; i < 40; ++i) {
        const auto nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
        auto& digit = text[i + 2];
        if (nibble >= 8 && digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
    }
    return text;
}

bool flag(const Object& options, std::string_view name, bool otherwise) {
    const auto* found = options.if_contains(name);
    return found != nullptr && found->is_bool() ? found->get_bool() : otherwise;
}

}  // namespace dusk::eth
