// View blocks as bytes, for the adapter's store. Not hashed and not exchanged with others.
// Encoding: rlp([header, dusk_hash, [[txn, sender, dusk_tx_id, synthetic, gas_used, price,
// receipt]...]]), txn and receipt as EIP-2718 strings.
#pragma once

#include <expected>

#include <dusk/settlement/ethview/view.hpp>

namespace dusk::settlement::ethview {

enum class [[nodiscard]] ViewDecodeError : std::uint8_t { malformed };

Bytes encode_view_block(const ViewBlock& block);
std::expected<ViewBlock, ViewDecodeError> decode_view_block(BytesView bytes);

}  // namespace dusk::settlement::ethview
