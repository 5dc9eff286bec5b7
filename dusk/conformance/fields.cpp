#include <fstream>
#include <iterator>

#include <dusk/conformance/fields.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;

std::string_view text_of(const json::value& value) {
    if (!value.is_string()) throw FixtureError("a hex text is expected");
    return value.get_string();
}

template <std::size_t N>
FixedBytes<N> as_fixed(const json::value& value) {
    const auto parsed = fixed_from_hex<N>(text_of(value));
    if (!parsed) throw FixtureError("bad hex of fixed size: " + std::string{text_of(value)});
    return *parsed;
}

std::optional<u256> optional_u256(const json::value& object, std::string_view name) {
    const auto* found = find(object, name);
    return found == nullptr ? std::nullopt : std::optional{as_u256(*found)};
}
std::optional<std::uint64_t> optional_u64(const json::value& object, std::string_view name) {
    const auto* found = find(object, name);
    return found == nullptr ? std::nullopt : std::optional{as_u64(*found)};
}
std::optional<Hash32> optional_hash(const json::value& object, std::string_view name) {
    const auto* found = find(object, name);
    return found == nullptr ? std::nullopt : std::optional{as_hash(*found)};
}

}  // namespace

Bytes as_bytes_field(const json::value& value) {
    auto parsed = from_hex(text_of(value));
    if (!parsed) throw FixtureError("bad hex: " + std::string{text_of(value)});
    return *std::move(parsed);
}

u256 as_u256(const json::value& value) {
    auto text = std::string{text_of(value)};
    if (text.starts_with("0x")) text.erase(0, 2);
    if (text.size() % 2 != 0) text.insert(0, "0");
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() > 32) throw FixtureError("bad number: " + text);
    return u256_from_be(*bytes);
}

std::uint64_t as_u64(const json::value& value) {
    if (value.is_uint64()) return value.get_uint64();
    if (value.is_int64()) return static_cast<std::uint64_t>(value.get_int64());
    const auto number = as_u256(value);
    if (!number.fits_u64()) throw FixtureError("number above 64 bits");
    return number.low64();
}

Hash32 as_hash(const json::value& value) { return as_fixed<32>(value); }
Address as_address(const json::value& value) { return as_fixed<20>(value); }

const json::value* find(const json::value& object, std::string_view name) {
    if (!object.is_object()) throw FixtureError("an object is expected");
    const auto* found = object.get_object().if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

const json::value& get(const json::value& object, std::string_view name) {
    const auto* found = find(object, name);
    if (found == nullptr) throw FixtureError("field is missing: " + std::string{name});
    return *found;
}

Header as_header(const json::value& o) {
    return {.parent_hash = as_hash(get(o, "parentHash")),
            .ommers_hash = as_hash(get(o, "sha3Uncles")),
            .coinbase = as_address(get(o, "miner")),
            .state_root = as_hash(get(o, "stateRoot")),
            .transactions_root = as_hash(get(o, "transactionsRoot")),
            .receipts_root = as_hash(get(o, "receiptsRoot")),
            .logs_bloom = as_fixed<256>(get(o, "logsBloom")),
            .difficulty = as_u256(get(o, "difficulty")),
            .number = as_u64(get(o, "number")),
            .gas_limit = as_u64(get(o, "gasLimit")),
            .gas_used = as_u64(get(o, "gasUsed")),
            .timestamp = as_u64(get(o, "timestamp")),
            .extra_data = as_bytes_field(get(o, "extraData")),
            .prev_randao = as_hash(get(o, "mixHash")),
            .nonce = as_fixed<8>(get(o, "nonce")),
            .base_fee_per_gas = optional_u256(o, "baseFeePerGas"),
            .withdrawals_root = optional_hash(o, "withdrawalsRoot"),
            .blob_gas_used = optional_u64(o, "blobGasUsed"),
            .excess_blob_gas = optional_u64(o, "excessBlobGas"),
            .parent_beacon_block_root = optional_hash(o, "parentBeaconBlockRoot"),
            .requests_hash = optional_hash(o, "requestsHash")};
}

json::value read_json(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw FixtureError("cannot open " + path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error) throw FixtureError("no JSON: " + path);
    return value;
}

}  // namespace dusk::conformance
