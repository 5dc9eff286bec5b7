// Base58 text of account keys: Bitcoin's alphabet, no checksum (spec/duskds-transactions.md section
// 2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dusk/core/base/bytes.hpp>
#include <dusk/settlement/vm/contract.hpp>

namespace dusk::settlement {

std::string to_base58(BytesView bytes);
/// None for a foreign character or a text over 256 characters (the work is quadratic).
std::optional<Bytes> from_base58(std::string_view text);
/// The 96-byte account key of a text.
std::optional<AccountKey> account_from_base58(std::string_view text);

}  // namespace dusk::settlement
