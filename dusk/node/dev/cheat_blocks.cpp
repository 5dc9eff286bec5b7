// Cheat methods of blocks and their time.
#include <dusk/node/dev/cheat_rows.hpp>

namespace dusk::dev {
namespace {

/// What the attributes deposit needs at least.
constexpr std::uint64_t GAS_LIMIT_MIN = 1'000'000;

template <std::uint64_t max>
params::Parsed<std::uint64_t> up_to(const Params& arguments, std::size_t index) {
    DUSK_TRY(number, lenient_number64(arguments, index));
    if (number > max) return std::unexpected(params::invalid(index, "number too large"));
    return number;
}
constexpr auto some_seconds = up_to<TIME_MAX_S>;

Result mine(Site& site, const Params& arguments) {
    DUSK_TRY(count, lenient_number64_or(arguments, 0, 1));
    DUSK_TRY(interval_s, lenient_number64_or(arguments, 1, 0));
    return nothing(site.dev.mine(count, interval_s));
}

/// A timestamp, or {timestamp, blocks}, or nothing.
Result evm_mine(Site& site, const Params& arguments) {
    std::uint64_t blocks = 1;
    if (const auto* given = params::optional(arguments, 0)) {
        const auto* timestamp = given;
        if (given->is_object()) {
            timestamp = given->get_object().if_contains("timestamp");
            if (const auto* count = given->get_object().if_contains("blocks")) {
                DUSK_TRY(number, lenient_number64({*count}, 0));
                blocks = number;
            }
        }
        if (timestamp != nullptr && !timestamp->is_null()) {
            DUSK_TRY(number, lenient_number64({*timestamp}, 0));
            if (number != 0) DUSK_TRY_VOID(done(site.dev.set_next_timestamp(number)));
        }
    }
    DUSK_TRY_VOID(done(site.dev.mine(blocks)));
    return Value("0x0");
}

Result set_automine(DevChain& dev, bool on) {
    dev.set_automine(on);
    return true;
}

Result get_automine(Site& site, const Params&) { return site.dev.automine(); }

Result set_interval(DevChain& dev, std::uint64_t seconds) {
    dev.set_interval(seconds);
    return true;
}

/// Null: blocks do not come by the clock.
Result get_interval(Site& site, const Params&) {
    const auto seconds = site.dev.interval_s();
    return seconds == 0 ? Value(nullptr) : Value(seconds);
}

Result set_gas_limit(DevChain& dev, std::uint64_t gas) {
    if (gas < GAS_LIMIT_MIN)
        return std::unexpected(
            rpc::invalid_params("the block gas limit must leave room for the attributes deposit"));
    dev.change_settings([&](BlockSettings& settings) { settings.gas_limit = gas; });
    return true;
}

Result increase_time(DevChain& dev, std::uint64_t seconds) {
    return Value(dev.increase_time(seconds));
}

Result set_time(DevChain& dev, std::uint64_t timestamp) { return Value(dev.set_time(timestamp)); }

Result set_next_timestamp(DevChain& dev, std::uint64_t timestamp) {
    return nothing(dev.set_next_timestamp(timestamp));
}

Result set_timestamp_interval(DevChain& dev, std::uint64_t seconds) {
    dev.set_timestamp_interval(seconds);
    return Value(nullptr);
}

Result remove_timestamp_interval(Site& site, const Params&) {
    site.dev.set_timestamp_interval(std::nullopt);
    return true;
}

Result rollback(Site& site, const Params& arguments) {
    DUSK_TRY(depth, lenient_number64_or(arguments, 0, 1));
    return nothing(site.dev.rollback(depth));
}

constexpr CheatRow ROWS[] = {
    {"mine", ANVIL | HARDHAT, mine},
    {"mine", EVM, evm_mine},
    {"setAutomine", ANVIL | HARDHAT | EVM, with_one<params::boolean, set_automine>},
    {"getAutomine", ANVIL | HARDHAT, get_automine},
    {"setIntervalMining", ANVIL | EVM, with_one<up_to<PERIOD_MAX_S>, set_interval>},
    {"getIntervalMining", ANVIL, get_interval},
    {"setBlockGasLimit", ANVIL | EVM, with_one<lenient_number64, set_gas_limit>},
    {"setCoinbase", ANVIL | HARDHAT, set_next<params::address, &BlockSettings::coinbase>},
    {"setNextBlockBaseFeePerGas", ANVIL | HARDHAT,
     set_next<lenient_number, &BlockSettings::base_fee>},
    {"setPrevRandao", ANVIL | HARDHAT, set_next<params::hash, &BlockSettings::prev_randao>},
    {"increaseTime", ANVIL | EVM, with_one<some_seconds, increase_time>},
    {"setTime", ANVIL | EVM, with_one<some_seconds, set_time>},
    {"setNextBlockTimestamp", ANVIL | EVM, with_one<lenient_number64, set_next_timestamp>},
    {"setBlockTimestampInterval", ANVIL, with_one<some_seconds, set_timestamp_interval>},
    {"removeBlockTimestampInterval", ANVIL, remove_timestamp_interval},
    {"rollback", ANVIL, rollback},
};

}  // namespace

std::span<const CheatRow> block_cheats() { return ROWS; }

}  // namespace dusk::dev
