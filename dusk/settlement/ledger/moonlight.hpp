// Moonlight transactions, byte for byte (spec/duskds-transactions.md sections 3, 4 and 8.4).
// Phoenix transactions are refused by name: they are paused on the public networks.
#pragma once

#include <dusk/settlement/ledger/tx_data.hpp>

namespace dusk::settlement {

using BlsSignature = FixedBytes<48>;

struct MoonlightPayload {
    std::uint8_t chain_id = 0;
    AccountKey sender;
    /// None: the sender itself.
    std::optional<AccountKey> receiver;
    std::uint64_t value = 0;
    std::uint64_t deposit = 0;
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_price = 0;
    /// None: the sender itself.
    std::optional<AccountKey> refund_address;
    std::uint64_t nonce = 0;
    TxData data;
    friend bool operator==(const MoonlightPayload&, const MoonlightPayload&) = default;
};

struct Tx {
    MoonlightPayload payload;
    BlsSignature signature;
    friend bool operator==(const Tx&, const Tx&) = default;
};

/// The bytes that the sender signs (single BLS form).
Bytes signature_message(const MoonlightPayload& payload);
/// hash_to_scalar(signature message || signature): the same with and without sidecars.
Hash32 tx_id(const Tx& tx);
/// SHA3-256 of the protocol bytes of the execution form: a leaf of the block's txroot.
Hash32 tx_digest(const Tx& tx);

Tx strip_sidecars(const Tx& tx);
Tx execution_form(const Tx& tx);

/// `01 || moonlight`: what clients post.
Bytes encode_protocol_bytes(const Tx& tx);
Decoded<Tx> decode_protocol_bytes(BytesView bytes);
/// `version u32 = 1 || type u32 = 1 || len u32 || protocol bytes`: what blocks hold.
void encode_tx(Bytes& out, const Tx& tx);
Decoded<Tx> decode_tx(WireReader& reader);

/// value + deposit + gas_limit * gas_price, or none where that passes 2^64.
std::optional<std::uint64_t> max_cost(const MoonlightPayload& payload) noexcept;

}  // namespace dusk::settlement
