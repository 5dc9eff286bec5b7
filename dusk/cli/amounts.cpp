#include <algorithm>

#include <dusk/cli/amounts.hpp>

namespace dusk::cli {

namespace {

constexpr std::size_t DIGITS_MAX = 60;  // below 2^256

}  // namespace

std::optional<u256> parse_amount(std::string_view text, unsigned decimals) {
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || (point != std::string_view::npos && fraction.empty()) ||
        fraction.size() > decimals || whole.size() + decimals > DIGITS_MAX)
        return std::nullopt;
    u256 out;
    const auto take = [&](std::string_view digits) {
        return std::ranges::all_of(digits, [&](char digit) {
            if (digit < '0' || digit > '9') return false;
            out = out * u256{10} + u256{static_cast<std::uint64_t>(digit - '0')};
            return true;
        });
    };
    if (!take(whole) || !take(fraction)) return std::nullopt;
    return out * power(u256{10}, u256{decimals - fraction.size()});
}

std::string amount_text(const u256& amount, unsigned decimals) {
    std::string digits;
    for (auto rest = amount; !rest.is_zero() || digits.size() <= decimals; rest = rest / u256{10})
        digits.push_back(static_cast<char>('0' + (rest % u256{10}).low64()));
    std::ranges::reverse(digits);
    if (decimals == 0) return digits;
    digits.insert(digits.size() - decimals, 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return digits;
}

}  // namespace dusk::cli
