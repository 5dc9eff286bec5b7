// Amounts of money as people write them: decimal, with a point, without signs or exponents.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dusk/core/base/u256.hpp>

namespace dusk::cli {

/// DUSK on DuskDS has 9 decimals (LUX), on the rollup 18 (wei).
inline constexpr unsigned LUX_DECIMALS = 9;
inline constexpr unsigned WEI_DECIMALS = 18;

/// "1.5" in units of 10^-decimals; none if it is no number, too fine or too large.
std::optional<u256> parse_amount(std::string_view text, unsigned decimals);
/// The shortest text that parse_amount reads back.
std::string amount_text(const u256& amount, unsigned decimals);

}  // namespace dusk::cli
