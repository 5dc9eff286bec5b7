#include <dusk/settlement/ledger/base58.hpp>

namespace dusk::settlement {
namespace {
constexpr std::string_view ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t MAX_TEXT_SIZE = 256;
}  // namespace

std::string to_base58(BytesView bytes) {
    std::vector<std::uint8_t> digits;  // little-endian, base 58
    for (const auto byte : bytes) {
        unsigned carry = byte;
        for (auto& digit : digits) {
            carry += unsigned{digit} * 256;
            digit = static_cast<std::uint8_t>(carry % 58);
            carry /= 58;
        }
        for (; carry > 0; carry /= 58) digits.push_back(static_cast<std::uint8_t>(carry % 58));
    }
    std::string out;
    for (std::size_t i = 0; i < bytes.size() && bytes[i] == 0; ++i) out.push_back(ALPHABET[0]);
    for (std::size_t i = digits.size(); i-- > 0;) out.push_back(ALPHABET[digits[i]]);
    return out;
}

std::optional<Bytes> from_base58(std::string_view text) {
    if (text.size() > MAX_TEXT_SIZE) return std::nullopt;
    Bytes reversed;  // little-endian, base 256
    for (const char c : text) {
        const auto position = ALPHABET.find(c);
        if (position == std::string_view::npos) return std::nullopt;
        auto carry = static_cast<unsigned>(position);
        for (auto& byte : reversed) {
            carry += unsigned{byte} * 58;
            byte = static_cast<std::uint8_t>(carry);
            carry >>= 8;
        }
        for (; carry > 0; carry >>= 8) reversed.push_back(static_cast<std::uint8_t>(carry));
    }
    for (std::size_t i = 0; i < text.size() && text[i] == ALPHABET[0]; ++i) reversed.push_back(0);
    return Bytes(reversed.rbegin(), reversed.rend());
}

std::optional<AccountKey> account_from_base58(std::string_view text) {
    const auto bytes = from_base58(text);
    if (!bytes || bytes->size() != AccountKey::size()) return std::nullopt;
    return AccountKey::from(*bytes);
}

}  // namespace dusk::settlement
