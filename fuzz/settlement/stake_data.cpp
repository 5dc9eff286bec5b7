// Arguments of the stake contract, and sidecars as they are stored.
#include <fuzz/settlement/settlement.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/settlement/contracts/stake.hpp>
#include <dusk/settlement/ledger/tx_data.hpp>

using namespace dusk;
using namespace dusk::settlement;

void dusk::fuzz::stake_data(BytesView input) {
    if (const auto rewards = decode_rewards(input)) {
        const auto again = decode_rewards(encode_rewards(*rewards));
        DUSK_CHECK(again && *again == *rewards);
    }
    static_cast<void>(decode_stakes(input));
    static_cast<void>(decode_sidecar(input));
    WireReader stake(input);
    static_cast<void>(decode_stake_request(stake));
    WireReader unstake(input);
    static_cast<void>(decode_unstake_request(unstake));
}
