#include <dusk/settlement/contracts/withdraw.hpp>

namespace dusk::settlement {

Bytes withdraw_message(const Withdraw& withdraw) {
    Bytes out = to_bytes(withdraw.contract);
    append_le(out, withdraw.value);
    append(out, withdraw.receiver);
    append_le(out, withdraw.nonce);
    return out;
}

void encode(Bytes& out, const Withdraw& withdraw) {
    append(out, withdraw_message(withdraw));
    append(out, withdraw.signature);
}

Decoded<Withdraw> decode_withdraw(WireReader& reader) {
    DUSK_TRY(contract, reader.fixed<32>());
    DUSK_TRY(value, reader.u64());
    DUSK_TRY(receiver, reader.fixed<96>());
    DUSK_TRY(nonce, reader.u64());
    DUSK_TRY(signature, reader.fixed<48>());
    return Withdraw{contract, value, receiver, nonce, signature};
}

}  // namespace dusk::settlement
