#include <algorithm>

#include <boost/json.hpp>

#include <dusk/core/base/check.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/node/genesis/predeploy_data.hpp>

namespace dusk::genesis {
namespace {

namespace json = boost::json;

constexpr char EMBEDDED[] = {
#embed "predeploys.json"
};

std::string_view text(const json::value& value) { return value.as_string(); }

Bytes bytes_of(const json::value* value) {
    if (value == nullptr) return {};
    auto bytes = from_hex(text(*value));
    DUSK_CHECK(bytes.has_value());
    return *std::move(bytes);
}

Address address_of(const json::value& value) {
    const auto address = fixed_from_hex<20>(text(value));
    DUSK_CHECK(address.has_value());
    return *address;
}

std::optional<std::size_t> offset_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr) return std::nullopt;
    return value->to_number<std::size_t>();
}

Predeploy parse_predeploy(const json::object& object) {
    Predeploy result{.address = address_of(object.at("address")),
                     .name = std::string(text(object.at("name"))),
                     .code = bytes_of(object.if_contains("code")),
                     .creation = bytes_of(object.if_contains("creation")),
                     .layout = {}};
    for (const auto& entry : object.at("layout").as_array())
        result.layout.push_back({.label = std::string(text(entry.at("label"))),
                                 .slot = entry.at("slot").to_number<std::uint64_t>(),
                                 .offset = entry.at("offset").to_number<unsigned>()});
    return result;
}

PredeployData parse() {
    const auto root = json::parse(std::string_view(EMBEDDED, sizeof EMBEDDED));
    PredeployData data;
    data.proxy_code = bytes_of(&root.at("proxy"));
    for (const auto& entry : root.at("predeploys").as_array())
        data.predeploys.push_back(parse_predeploy(entry.as_object()));
    for (const auto& entry : root.at("preinstalls").as_array()) {
        const auto& object = entry.as_object();
        data.preinstalls.push_back(
            {.address = address_of(object.at("address")),
             .name = std::string(text(object.at("name"))),
             .code = bytes_of(object.if_contains("code")),
             .chain_id_offset = offset_of(object, "chain_id_offset"),
             .domain_separator_offset = offset_of(object, "domain_separator_offset")});
    }
    return data;
}

}  // namespace

const StoragePlace& Predeploy::place(std::string_view label) const {
    const auto found = std::ranges::find(layout, label, &StoragePlace::label);
    DUSK_CHECK(found != layout.end());
    return *found;
}

const PredeployData& predeploy_data() {
    static const PredeployData data = parse();
    return data;
}

}  // namespace dusk::genesis
