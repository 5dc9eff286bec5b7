#include <algorithm>

#include <dusk/core/base/check.hpp>
#include <dusk/core/base/endian.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/rollup/deposits.hpp>
#include <dusk/core/rollup/l1_attributes.hpp>

namespace dusk::rollup {

namespace {

using Version = L1AttributesVersion;
using Error = L1AttributesError;
using Selector = FixedBytes<4>;

struct Format {
    Version version;
    Selector selector;
    std::size_t size;
};

constexpr Format FORMATS[] = {
    // setL1BlockValues(uint64,uint64,uint256,bytes32,uint64,bytes32,uint256,uint256)
    {Version::bedrock, hex_literal<4>("015d8eb9"), 4 + 8 * 32},
    {Version::ecotone, hex_literal<4>("440a5e20"), 4 + 5 * 32},       // setL1BlockValuesEcotone()
    {Version::isthmus, hex_literal<4>("098999be"), 4 + 5 * 32 + 12},  // setL1BlockValuesIsthmus()
    {Version::jovian, hex_literal<4>("3db6be2b"), 4 + 5 * 32 + 14},   // setL1BlockValuesJovian()
};

const Format& format_of(Version version) { return FORMATS[static_cast<std::size_t>(version)]; }

/// Reads fields in order; the size of the calldata was checked before. A value that is wider than
/// its type clears `ok`.
struct Reader {
    BytesView in;
    bool ok = true;

    BytesView take(std::size_t size) {
        DUSK_CHECK(size <= in.size());
        const auto out = in.first(size);
        in = in.subspan(size);
        return out;
    }
    template <std::unsigned_integral T>
    T packed() {
        return load_be<T>(take(sizeof(T)));
    }
    u256 word() { return load_be_u256(take(32).data()); }
    Hash32 hash() { return Hash32::from(take(32)); }
    u256 narrow_word(unsigned bits) {
        const auto value = word();
        ok = ok && value.bit_length() <= bits;
        return value;
    }
    std::uint64_t u64_word() { return narrow_word(64).low64(); }
    Address address_word() { return to_address(narrow_word(160)); }
};

void read_bedrock(Reader& reader, L1Attributes& out) {
    out.number = reader.u64_word();
    out.time = reader.u64_word();
    out.base_fee = reader.word();
    out.block_hash = reader.hash();
    out.sequence_number = reader.u64_word();
    out.batcher_addr = reader.address_word();
    out.fee_overhead = reader.hash();
    out.fee_scalar = reader.hash();
}

void read_packed(Reader& reader, L1Attributes& out) {
    out.fee_scalars.base_fee_scalar = reader.packed<std::uint32_t>();
    out.fee_scalars.blob_base_fee_scalar = reader.packed<std::uint32_t>();
    out.sequence_number = reader.packed<std::uint64_t>();
    out.time = reader.packed<std::uint64_t>();
    out.number = reader.packed<std::uint64_t>();
    out.base_fee = reader.word();
    out.blob_base_fee = reader.word();
    out.block_hash = reader.hash();
    out.batcher_addr = reader.address_word();
    if (out.version >= Version::isthmus) {
        out.operator_fee.scalar = reader.packed<std::uint32_t>();
        out.operator_fee.constant = reader.packed<std::uint64_t>();
    }
    if (out.version >= Version::jovian)
        out.da_footprint_gas_scalar = reader.packed<std::uint16_t>();
}

void append_word(Bytes& out, const u256& value) { append(out, to_hash32(value)); }

void write_bedrock(Bytes& out, const L1Attributes& in) {
    append_word(out, u256{in.number});
    append_word(out, u256{in.time});
    append_word(out, in.base_fee);
    append(out, in.block_hash);
    append_word(out, u256{in.sequence_number});
    append(out, Hash32::from_right(in.batcher_addr));
    append(out, in.fee_overhead);
    append(out, in.fee_scalar);
}

void write_packed(Bytes& out, const L1Attributes& in) {
    append_be(out, in.fee_scalars.base_fee_scalar);
    append_be(out, in.fee_scalars.blob_base_fee_scalar);
    append_be(out, in.sequence_number);
    append_be(out, in.time);
    append_be(out, in.number);
    append_word(out, in.base_fee);
    append_word(out, in.blob_base_fee);
    append(out, in.block_hash);
    append(out, Hash32::from_right(in.batcher_addr));
    if (in.version >= Version::isthmus) {
        append_be(out, in.operator_fee.scalar);
        append_be(out, in.operator_fee.constant);
    }
    if (in.version >= Version::jovian) append_be(out, in.da_footprint_gas_scalar);
}

}  // namespace

L1BlockInfo l1_block_info(const Header& header, const Hash32& hash) {
    return {.ref = {.hash = hash,
                    .number = header.number,
                    .parent_hash = header.parent_hash,
                    .time = header.timestamp},
            .base_fee = header.base_fee_per_gas.value_or(u256{}),
            .excess_blob_gas = header.excess_blob_gas,
            .prev_randao = header.prev_randao,
            .parent_beacon_block_root = header.parent_beacon_block_root};
}

L1AttributesVersion l1_attributes_version(const RollupConfig& config, std::uint64_t l2_time) {
    // In the activation block the old L1Block contract still stands.
    if (config.is_active_but_not_first(OpFork::jovian, l2_time)) return Version::jovian;
    if (config.is_active_but_not_first(OpFork::isthmus, l2_time)) return Version::isthmus;
    if (config.is_active_but_not_first(OpFork::ecotone, l2_time)) return Version::ecotone;
    return Version::bedrock;
}

Bytes encode_l1_attributes(const L1Attributes& attributes) {
    const auto& format = format_of(attributes.version);
    Bytes out;
    out.reserve(format.size);
    append(out, format.selector);
    if (attributes.version == Version::bedrock)
        write_bedrock(out, attributes);
    else
        write_packed(out, attributes);
    DUSK_CHECK(out.size() == format.size);
    return out;
}

std::expected<L1Attributes, Error> decode_l1_attributes(BytesView calldata, Version version) {
    const auto& format = format_of(version);
    if (calldata.size() != format.size) return std::unexpected(Error::wrong_size);
    if (Selector::from(calldata) != format.selector) return std::unexpected(Error::wrong_selector);
    Reader reader{.in = calldata.subspan(4)};
    L1Attributes out;
    out.version = version;
    if (version == Version::bedrock)
        read_bedrock(reader, out);
    else
        read_packed(reader, out);
    if (!reader.ok) return std::unexpected(Error::bad_padding);
    return out;
}

std::expected<L1Attributes, Error> decode_l1_attributes(BytesView calldata) {
    if (calldata.size() < 4) return std::unexpected(Error::wrong_size);
    for (const auto& format : FORMATS)
        if (Selector::from(calldata) == format.selector)
            return decode_l1_attributes(calldata, format.version);
    return std::unexpected(Error::wrong_selector);
}

std::expected<Transaction, Error> l1_attributes_deposit(const RollupConfig& config,
                                                        const SystemConfig& system_config,
                                                        std::uint64_t sequence_number,
                                                        const L1BlockInfo& l1,
                                                        std::uint64_t l2_time) {
    L1Attributes attributes;
    attributes.version = l1_attributes_version(config, l2_time);
    attributes.number = l1.ref.number;
    attributes.time = l1.ref.time;
    attributes.base_fee = l1.base_fee;
    attributes.block_hash = l1.ref.hash;
    attributes.sequence_number = sequence_number;
    attributes.batcher_addr = system_config.batcher_addr;
    if (attributes.version == Version::bedrock) {
        attributes.fee_overhead = system_config.overhead;
        attributes.fee_scalar = system_config.scalar;
    } else {
        attributes.blob_base_fee = config.l1_blob_base_fee(l1.ref.time, l1.excess_blob_gas);
        const auto scalars = decode_ecotone_scalar(system_config.scalar);
        if (!scalars) return std::unexpected(Error::unknown_scalar_version);
        attributes.fee_scalars = *scalars;
    }
    if (attributes.version >= Version::isthmus)
        attributes.operator_fee = decode_operator_fee(system_config.operator_fee_params);
    if (attributes.version >= Version::jovian)
        // Zero in the system configuration stands for the default (OP jovian/l1-attributes.md).
        attributes.da_footprint_gas_scalar = system_config.da_footprint_gas_scalar != 0
                                                 ? system_config.da_footprint_gas_scalar
                                                 : DA_FOOTPRINT_GAS_SCALAR_DEFAULT;

    const bool regolith = config.is_active(OpFork::regolith, l2_time);
    Transaction txn;
    txn.type = TxnType::deposit;
    txn.source_hash = l1_attributes_source_hash(l1.ref.hash, sequence_number);
    txn.from = L1_ATTRIBUTES_DEPOSITOR;
    txn.to = L1_BLOCK_PREDEPLOY;
    txn.gas_limit = regolith ? REGOLITH_SYSTEM_TXN_GAS : BEDROCK_SYSTEM_TXN_GAS;
    txn.is_system_txn = !regolith;
    txn.data = encode_l1_attributes(attributes);
    return txn;
}

}  // namespace dusk::rollup
