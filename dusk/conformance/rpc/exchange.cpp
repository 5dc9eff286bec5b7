#include <algorithm>
#include <fstream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/rpc/exchange.hpp>

namespace dusk::conformance {
namespace {

namespace json = boost::json;

std::string shortened(const json::value& value) {
    auto text = json::serialize(value);
    if (text.size() > 300) text = text.substr(0, 300) + "…";
    return text;
}

bool is_hex(const json::value& value) {
    return value.is_string() && std::string_view(value.get_string()).starts_with("0x");
}

/// A member, null or not.
const json::value* member(const json::value& object, std::string_view name) {
    return object.is_object() ? object.get_object().if_contains(name) : nullptr;
}

/// Whether the members are named by data: addresses, slots, nonces.
bool is_map(const json::object& object) {
    return std::ranges::all_of(object, [](const auto& entry) {
        const std::string_view key = entry.key();
        return key.starts_with("0x") || (!key.empty() && key[0] >= '0' && key[0] <= '9');
    });
}

/// The first place where the two differ.
std::string difference(const json::value& want, const json::value& have, const std::string& place,
                       bool by_form_only) {
    if (want.kind() != have.kind() && !(want.is_number() && have.is_number()))
        return fmt::format("{}: want {}, have {}", place, shortened(want), shortened(have));
    if (want.is_object()) {
        const auto& wanted = want.get_object();
        const auto& given = have.get_object();
        if (by_form_only && !wanted.empty() && is_map(wanted)) {
            for (const auto& [key, value] : given)
                if (std::ranges::none_of(wanted, [&](const auto& entry) {
                        return difference(entry.value(), value, "", true).empty();
                    }))
                    return fmt::format("{}.{}: of another form", place, std::string_view(key));
            return {};
        }
        for (const auto& [key, value] : given)
            if (!wanted.contains(key))
                return fmt::format("{}: too much: {}", place, std::string_view(key));
        for (const auto& [key, value] : wanted) {
            const auto* found = given.if_contains(key);
            if (found == nullptr)
                return fmt::format("{}: missing: {}", place, std::string_view(key));
            auto text = difference(value, *found, place + "." + std::string(key), by_form_only);
            if (!text.empty()) return text;
        }
        return {};
    }
    if (want.is_array()) {
        const auto& wanted = want.get_array();
        const auto& given = have.get_array();
        if (wanted.size() != given.size() && !by_form_only)
            return fmt::format("{}: want {} entries, have {}", place, wanted.size(), given.size());
        for (std::size_t i = 0; i < std::min(wanted.size(), given.size()); ++i) {
            auto text =
                difference(wanted[i], given[i], fmt::format("{}[{}]", place, i), by_form_only);
            if (!text.empty()) return text;
        }
        return {};
    }
    const bool is_same = by_form_only ? is_hex(want) == is_hex(have) : want == have;
    if (is_same) return {};
    return fmt::format("{}: want {}, have {}", place, shortened(want), shortened(have));
}

}  // namespace

ExchangeFile read_exchanges(const std::string& path) {
    std::ifstream in(path);
    if (!in) throw FixtureError("cannot read " + path);
    ExchangeFile out;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("//") && line.find("speconly") != std::string::npos)
            out.is_speconly = true;
        if (line.starts_with(">> ")) out.exchanges.push_back({line.substr(3), nullptr});
        if (!line.starts_with("<< ")) continue;
        if (out.exchanges.empty() || !out.exchanges.back().answer.is_null())
            throw FixtureError("an answer without a request");
        out.exchanges.back().answer = json::parse(line.substr(3));
    }
    if (out.exchanges.empty()) throw FixtureError("no exchange in " + path);
    return out;
}

std::string mismatch(const json::value& want, const json::value& have, bool by_form_only) {
    const auto* wanted_error = member(want, "error");
    const auto* error = member(have, "error");
    if ((wanted_error == nullptr) != (error == nullptr))
        return fmt::format("want {}, have {}", shortened(want), shortened(have));
    if (wanted_error != nullptr) {
        if (get(*wanted_error, "code") == get(*error, "code")) return {};
        return fmt::format("want {}, have {}", shortened(*wanted_error), shortened(*error));
    }
    const auto* wanted = member(want, "result");
    const auto* result = member(have, "result");
    if (wanted == nullptr || result == nullptr) return "no result";
    return difference(*wanted, *result, "result", by_form_only);
}

}  // namespace dusk::conformance
