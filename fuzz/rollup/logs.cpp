// Logs of the portal and of SystemConfig: the first byte says how many topics follow, the rest is
// data.
#include <algorithm>

#include <fuzz/rollup/rollup.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/rollup/deposits.hpp>
#include <dusk/core/rollup/system_config_update.hpp>
#include <dusk/core/rollup/testing.hpp>

using namespace dusk;
using namespace dusk::rollup;

void dusk::fuzz::logs(BytesView input) {
    static const auto config = testing::config_through(OpFork::jovian);
    if (input.empty()) return;
    const auto choice = input[0];
    auto in = input.subspan(1);
    Log log;
    for (std::size_t i = 0; i < choice % 6u; ++i) {
        log.topics.push_back(Hash32::from(in));
        in = in.subspan(std::min<std::size_t>(32, in.size()));
    }
    log.data = to_bytes(in);
    if (!log.topics.empty() && (choice & 0x80) != 0) log.topics[0] = TRANSACTION_DEPOSITED_TOPIC;
    if (!log.topics.empty() && (choice & 0x40) != 0) log.topics[0] = CONFIG_UPDATE_TOPIC;
    if (const auto deposit = deposit_from_log(log, {}, 0)) {
        const auto again = log_from_deposit(log.address, *deposit);
        DUSK_CHECK(deposit_from_log(again, {}, 0) == deposit);
    }
    auto before = config.genesis.system_config;
    auto after = before;
    if (!apply_config_update(after, log, config, 0)) DUSK_CHECK(after == before);
}
