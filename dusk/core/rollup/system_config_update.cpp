#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/system_config_update.hpp>

namespace dusk::rollup {

namespace {

using Error = ConfigUpdateError;

/// The payload of the log's bytes argument, which must be of exactly `size` bytes (whole words) and
/// the only thing in `data`.
std::expected<BytesView, Error> payload(BytesView data, std::size_t size) {
    if (data.size() != 64 + size) return std::unexpected(Error::malformed_data);
    const bool framed =
        load_be_u256(data.data()) == u256{32} && load_be_u256(data.data() + 32) == u256{size};
    if (!framed) return std::unexpected(Error::malformed_data);
    return data.subspan(64);
}

/// One word with an integer of at most `bits` bits.
std::expected<u256, Error> word(BytesView data, unsigned bits) {
    DUSK_TRY(bytes, payload(data, 32));
    const auto value = load_be_u256(bytes.data());
    if (value.bit_length() > bits) return std::unexpected(Error::malformed_data);
    return value;
}

std::expected<void, Error> apply_fee_scalars(SystemConfig& config, BytesView data, bool ecotone) {
    DUSK_TRY(bytes, payload(data, 64));
    const auto scalar = Hash32::from(bytes.subspan(32));
    if (!ecotone) {
        config.overhead = Hash32::from(bytes);
        config.scalar = scalar;
        return {};
    }
    // A malformed scalar leaves the old one in place (OP system-config.md).
    if (!check_ecotone_scalar(scalar)) return {};
    config.scalar = scalar;
    config.overhead = Hash32{};
    return {};
}

std::expected<void, Error> apply_eip1559_params(SystemConfig& config, BytesView data) {
    DUSK_TRY(value, word(data, 256));
    const auto denominator = static_cast<std::uint32_t>(value.low64() >> 32);
    const auto elasticity = static_cast<std::uint32_t>(value.low64());
    // Both or neither: the engine refuses a denominator or an elasticity of zero alone.
    if ((denominator == 0) != (elasticity == 0)) return std::unexpected(Error::bad_eip1559_params);
    config.eip1559_params = encode_eip1559_params(denominator, elasticity);
    return {};
}

}  // namespace

bool is_config_update(const Log& log, const Address& system_config_address) {
    return log.address == system_config_address && !log.topics.empty() &&
           log.topics[0] == CONFIG_UPDATE_TOPIC;
}

std::expected<void, Error> apply_config_update(SystemConfig& config, const Log& log,
                                               const RollupConfig& rollup, std::uint64_t l1_time) {
    if (log.topics.size() != 3) return std::unexpected(Error::wrong_topic_count);
    if (log.topics[0] != CONFIG_UPDATE_TOPIC) return std::unexpected(Error::wrong_topic);
    if (!log.topics[1].is_zero()) return std::unexpected(Error::unknown_version);
    const auto type = to_u256(log.topics[2]);
    if (type > u256{7}) return std::unexpected(Error::unknown_type);
    switch (static_cast<ConfigUpdateType>(type.low64())) {
        case ConfigUpdateType::batcher: {
            DUSK_TRY(value, word(log.data, 160));
            config.batcher_addr = to_address(value);
            return {};
        }
        case ConfigUpdateType::fee_scalars:
            return apply_fee_scalars(config, log.data, rollup.is_active(OpFork::ecotone, l1_time));
        case ConfigUpdateType::gas_limit: {
            DUSK_TRY(value, word(log.data, 64));
            config.gas_limit = value.low64();
            return {};
        }
        case ConfigUpdateType::unsafe_block_signer:
            return {};
        case ConfigUpdateType::eip1559_params:
            return apply_eip1559_params(config, log.data);
        case ConfigUpdateType::operator_fee_params: {
            DUSK_TRY(value, word(log.data, 256));
            config.operator_fee_params = to_hash32(value);
            return {};
        }
        case ConfigUpdateType::min_base_fee: {
            DUSK_TRY(value, word(log.data, 64));
            config.min_base_fee = value.low64();
            return {};
        }
        case ConfigUpdateType::da_footprint_gas_scalar: {
            DUSK_TRY(value, word(log.data, 16));
            config.da_footprint_gas_scalar = static_cast<std::uint16_t>(value.low64());
            return {};
        }
    }
    return std::unexpected(Error::unknown_type);
}

std::size_t apply_config_updates(SystemConfig& config, std::span<const Receipt> receipts,
                                 const RollupConfig& rollup, std::uint64_t l1_time) {
    std::size_t skipped = 0;
    for (const auto& receipt : receipts) {
        if (!receipt.success) continue;
        for (const auto& log : receipt.logs) {
            if (is_config_update(log, rollup.l1_system_config_address) &&
                !apply_config_update(config, log, rollup, l1_time))
                ++skipped;
        }
    }
    return skipped;
}

Log config_update_log(const Address& system_config_address, ConfigUpdateType type, BytesView data) {
    Log log{.address = system_config_address, .topics = {}, .data = {}};
    log.topics = {CONFIG_UPDATE_TOPIC, Hash32{}, to_hash32(u256{static_cast<std::uint64_t>(type)})};
    append(log.data, to_hash32(u256{32}));
    append(log.data, to_hash32(u256{data.size()}));
    append(log.data, data);
    log.data.resize((log.data.size() + 31) / 32 * 32);
    return log;
}

}  // namespace dusk::rollup
