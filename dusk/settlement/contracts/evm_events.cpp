#include <dusk/core/codec/abi.hpp>
#include <dusk/settlement/contracts/evm_events.hpp>
#include <dusk/settlement/contracts/rkyv.hpp>

namespace dusk::settlement::events {

namespace {

constexpr std::size_t TOPICS_MAX = 4;
constexpr std::size_t TRANSACTION_DEPOSITED_SIZE = 80;
constexpr std::size_t CONFIG_UPDATE_SIZE = 24;
constexpr std::size_t EVM_TXN_EXECUTED_SIZE = 48;

Log log_of(const TransactionDeposited& event) {
    return {
        .topics = {abi::event_topic("TransactionDeposited(address,address,uint256,bytes)"),
                   to_hash32(to_u256(event.from)), to_hash32(to_u256(event.to)),
                   to_hash32(event.version)},
        .data = abi::Writer{}.bytes(event.opaque_data).finish(),
    };
}

Log log_of(const ConfigUpdate& event) {
    return {
        .topics = {abi::event_topic("ConfigUpdate(uint256,uint8,bytes)"),
                   to_hash32(u256{event.version}), to_hash32(u256{event.update_type})},
        .data = abi::Writer{}.bytes(event.data).finish(),
    };
}

}  // namespace

// DuskEVM L1 contracts, section 5: version[32] @0, opaque_data @32, from[20] @40, to[20] @60.
Bytes encode(const TransactionDeposited& event) {
    rkyv::Writer writer;
    const auto data = writer.bytes(event.opaque_data);
    writer.root(4).fixed(to_hash32(event.version)).vec(data).fixed(event.from).fixed(event.to);
    return std::move(writer).finish();
}

std::optional<TransactionDeposited> decode_transaction_deposited(BytesView data) {
    const auto reader = rkyv::Reader::open(data, TRANSACTION_DEPOSITED_SIZE);
    if (!reader) return std::nullopt;
    const auto opaque = reader->vec(32);
    if (!opaque) return std::nullopt;
    return TransactionDeposited{.from = reader->fixed<20>(40),
                                .to = reader->fixed<20>(60),
                                .version = to_u256(reader->fixed<32>(0)),
                                .opaque_data = to_bytes(*opaque)};
}

// DuskEVM L1 contracts, section 5: version u64 @0, data @8, update_type u8 @16, padding.
Bytes encode(const ConfigUpdate& event) {
    rkyv::Writer writer;
    const auto data = writer.bytes(event.data);
    writer.root(8).u64(event.version).vec(data).u8(event.update_type).pad(7);
    return std::move(writer).finish();
}

std::optional<ConfigUpdate> decode_config_update(BytesView data) {
    const auto reader = rkyv::Reader::open(data, CONFIG_UPDATE_SIZE);
    if (!reader) return std::nullopt;
    const auto update = reader->vec(8);
    if (!update) return std::nullopt;
    return ConfigUpdate{.version = reader->integer<std::uint64_t>(0),
                        .update_type = reader->integer<std::uint8_t>(16),
                        .data = to_bytes(*update)};
}

Bytes encode_evm_log(const std::vector<Hash32>& topics, BytesView data) {
    DUSK_CHECK(topics.size() <= TOPICS_MAX);
    Bytes out{static_cast<std::uint8_t>(topics.size())};
    for (const auto& topic : topics) append(out, topic);
    append(out, data);
    return out;
}

std::optional<Log> decode_evm_log(BytesView data) {
    if (data.empty() || data[0] > TOPICS_MAX) return std::nullopt;
    const std::size_t topics_size = data[0] * std::size_t{32};
    const auto body = data.subspan(1);
    if (body.size() < topics_size) return std::nullopt;
    Log log;
    for (std::size_t at = 0; at < topics_size; at += 32)
        log.topics.push_back(Hash32::from(body.subspan(at, 32)));
    log.data = to_bytes(body.subspan(topics_size));
    return log;
}

Bytes encode(const EvmTxnExecuted& event) {
    rkyv::Writer writer;
    writer.fixed(event.txn_hash).u64(event.gas_used).u8(event.success ? 1 : 0).pad(7);
    return std::move(writer).finish();
}

std::optional<EvmTxnExecuted> decode_evm_txn_executed(BytesView data) {
    const auto reader = rkyv::Reader::open(data, EVM_TXN_EXECUTED_SIZE);
    if (!reader) return std::nullopt;
    const auto success = reader->boolean(40);
    if (!success) return std::nullopt;
    return EvmTxnExecuted{.txn_hash = reader->fixed<32>(0),
                          .gas_used = reader->integer<std::uint64_t>(32),
                          .success = *success};
}

std::optional<Log> to_log(const ContractEvent& event, const Address& address) {
    std::optional<Log> log;
    if (event.topic == TRANSACTION_DEPOSITED) {
        if (const auto deposit = decode_transaction_deposited(event.data)) log = log_of(*deposit);
    } else if (event.topic == CONFIG_UPDATE) {
        if (const auto update = decode_config_update(event.data)) log = log_of(*update);
    } else if (event.topic == EVM_LOG) {
        log = decode_evm_log(event.data);
    }
    if (log) log->address = address;
    return log;
}

}  // namespace dusk::settlement::events
