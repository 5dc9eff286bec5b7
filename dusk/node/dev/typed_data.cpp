#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <dusk/core/base/result.hpp>
#include <dusk/core/crypto/hash.hpp>
#include <dusk/node/dev/lenient_params.hpp>
#include <dusk/node/dev/typed_data.hpp>

namespace dusk::dev {
namespace {

namespace params = rpc::params;
using Value = boost::json::value;
using Object = boost::json::object;
template <class T>
using Done = std::expected<T, std::string>;

struct Field {
    std::string name;
    std::string type;
};
using Types = std::map<std::string, std::vector<Field>, std::less<>>;

constexpr std::string_view DOMAIN_TYPE = "EIP712Domain";
/// EIP-712, definition of domainSeparator: the fields in their order.
constexpr std::pair<std::string_view, std::string_view> DOMAIN_FIELDS[] = {
    {"name", "string"},
    {"version", "string"},
    {"chainId", "uint256"},
    {"verifyingContract", "address"},
    {"salt", "bytes32"}};

std::unexpected<std::string> fail(std::string text) { return std::unexpected(std::move(text)); }

Done<const Object*> object_in(const Object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    if (found == nullptr || !found->is_object())
        return fail("typed data lacks " + std::string(name));
    return &found->get_object();
}

Done<std::string> text_in(const Object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    if (found == nullptr || !found->is_string())
        return fail("typed data lacks " + std::string(name));
    return std::string(found->get_string());
}

Done<Types> read_types(const Object& in) {
    if (in.size() > TYPES_MAX) return fail("typed data has too many types");
    Types types;
    for (const auto& [name, fields] : in) {
        if (!fields.is_array()) return fail("a type is no array of fields");
        auto& own = types[std::string(name)];
        for (const auto& field : fields.get_array()) {
            if (!field.is_object()) return fail("a field is no object");
            DUSK_TRY(field_name, text_in(field.get_object(), "name"));
            DUSK_TRY(field_type, text_in(field.get_object(), "type"));
            own.push_back({std::move(field_name), std::move(field_type)});
        }
    }
    return types;
}

std::string_view without_arrays(std::string_view type) { return type.substr(0, type.find('[')); }

/// All struct types that `type` is made of, itself included.
void collect(const Types& types, std::string_view type, std::set<std::string, std::less<>>& out) {
    const auto found = types.find(type);
    if (found == types.end() || !out.insert(std::string(type)).second) return;
    for (const auto& field : found->second) collect(types, without_arrays(field.type), out);
}

/// EIP-712, definition of encodeType.
std::string type_text(const Types& types, std::string_view type) {
    std::set<std::string, std::less<>> all;
    collect(types, type, all);
    all.erase(std::string(type));
    std::vector<std::string> order{std::string(type)};
    order.insert(order.end(), all.begin(), all.end());
    std::string text;
    for (const auto& name : order) {
        text += name + "(";
        std::string comma;
        for (const auto& field : types.find(name)->second) {
            text += std::exchange(comma, ",") + field.type + " " + field.name;
        }
        text += ")";
    }
    return text;
}

Done<Hash32> integer_word(const Value& in, bool is_signed) {
    if (is_signed && in.is_int64() && in.get_int64() < 0)
        return to_hash32(u256{} - (u256{~static_cast<std::uint64_t>(in.get_int64())} + u256{1}));
    if (is_signed && in.is_string() && in.get_string().starts_with("-")) {
        const auto magnitude = to_lenient_number(Value(in.get_string().subview(1)));
        if (!magnitude) return fail(magnitude.error());
        return to_hash32(u256{} - *magnitude);
    }
    const auto number = to_lenient_number(in);
    if (!number) return fail(number.error());
    return to_hash32(*number);
}

Done<Bytes> bytes_of(const Value& in) {
    const auto read = params::bytes({in}, 0);
    if (!read) return fail(read.error().message);
    return *read;
}

/// EIP-712, definition of encodeData: values of types that are no struct and no array.
Done<Hash32> atom_word(std::string_view type, const Value& in) {
    if (type == "string") {
        if (!in.is_string()) return fail("a string is none");
        return keccak256(as_bytes(std::string_view(in.get_string())));
    }
    if (type == "bool") {
        if (!in.is_bool()) return fail("a bool is none");
        return to_hash32(u256{in.get_bool() ? 1u : 0u});
    }
    if (type == "address") {
        const auto address = params::to_address(in);
        if (!address) return fail(address.error());
        return to_hash32(to_u256(*address));
    }
    if (type.starts_with("uint")) return integer_word(in, false);
    if (type.starts_with("int")) return integer_word(in, true);
    if (!type.starts_with("bytes")) return fail("unknown type " + std::string(type));
    DUSK_TRY(bytes, bytes_of(in));
    if (type == "bytes") return keccak256(bytes);
    if (bytes.size() > Hash32::size())
        return fail("a value of type " + std::string(type) + " is too long");
    Hash32 word;
    std::ranges::copy(bytes, word.begin());
    return word;
}

Done<Hash32> struct_hash(const Types& types, std::string_view type, const Value& in);

Done<Hash32> value_word(const Types& types, std::string_view type, const Value& in) {
    if (type.ends_with("]")) {
        if (!in.is_array()) return fail("an array is none");
        const auto element = type.substr(0, type.rfind('['));
        Bytes words;
        for (const auto& entry : in.get_array()) {
            DUSK_TRY(word, value_word(types, element, entry));
            append(words, word);
        }
        return keccak256(words);
    }
    if (types.contains(type)) return in.is_null() ? Hash32{} : struct_hash(types, type, in);
    return atom_word(type, in);
}

Done<Hash32> struct_hash(const Types& types, std::string_view type, const Value& in) {
    const auto found = types.find(type);
    if (found == types.end()) return fail("unknown type " + std::string(type));
    if (!in.is_object()) return fail("a value of type " + std::string(type) + " is no object");
    Bytes encoded = to_bytes(keccak256(as_bytes(type_text(types, type))));
    for (const auto& field : found->second) {
        const auto* value = in.get_object().if_contains(field.name);
        if (value == nullptr) return fail("a value lacks " + field.name);
        DUSK_TRY(word, value_word(types, field.type, *value));
        append(encoded, word);
    }
    return keccak256(encoded);
}

/// Where the types do not say what a domain is, what this one has tells it.
void add_domain_type(Types& types, const Object& domain) {
    if (types.contains(DOMAIN_TYPE)) return;
    auto& fields = types[std::string(DOMAIN_TYPE)];
    for (const auto& [name, type] : DOMAIN_FIELDS)
        if (domain.contains(name)) fields.push_back({std::string(name), std::string(type)});
}

}  // namespace

std::expected<Hash32, std::string> typed_data_hash(const boost::json::value& in) {
    if (in.is_string()) {
        boost::system::error_code error;
        const auto parsed = boost::json::parse(in.get_string(), error);
        if (error || !parsed.is_object()) return fail("typed data is no JSON object");
        return typed_data_hash(parsed);
    }
    if (!in.is_object()) return fail("typed data is no object");
    const auto& data = in.get_object();
    DUSK_TRY(type_rows, object_in(data, "types"));
    DUSK_TRY(types, read_types(*type_rows));
    DUSK_TRY(primary, text_in(data, "primaryType"));
    DUSK_TRY(domain, object_in(data, "domain"));
    add_domain_type(types, *domain);
    Bytes text{0x19, 0x01};
    DUSK_TRY(separator, struct_hash(types, DOMAIN_TYPE, Value(*domain)));
    append(text, separator);
    if (primary != DOMAIN_TYPE) {
        DUSK_TRY(message, object_in(data, "message"));
        DUSK_TRY(hash, struct_hash(types, primary, Value(*message)));
        append(text, hash);
    }
    return keccak256(text);
}

}  // namespace dusk::dev
