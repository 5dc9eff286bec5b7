#include <boost/json/string.hpp>
#include <fmt/format.h>

#include <dusk/node/sources/json_fields.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::sources {

using boost::json::value;

Decoded<std::uint64_t> decode_json(const value& in, std::type_identity<std::uint64_t>) {
    return rpc::params::to_quantity64(in);
}

Decoded<u256> decode_json(const value& in, std::type_identity<u256>) {
    return rpc::params::to_quantity(in);
}

Decoded<Bytes> decode_json(const value& in, std::type_identity<Bytes>) {
    return rpc::params::to_bytes(in);
}

Decoded<bool> decode_json(const value& in, std::type_identity<bool>) {
    if (const auto* flag = in.if_bool()) return *flag;
    return std::unexpected("expected a boolean");
}

Decoded<std::string> decode_json(const value& in, std::type_identity<std::string>) {
    if (const auto* text = in.if_string()) return std::string{*text};
    return std::unexpected("expected a text");
}

Decoded<BytesView> decode_fixed(const value& in, std::span<std::uint8_t> out) {
    const auto bytes = rpc::params::to_bytes(in);
    if (!bytes) return std::unexpected(bytes.error());
    if (bytes->size() != out.size())
        return std::unexpected(
            fmt::format("has {} bytes instead of {}", bytes->size(), out.size()));
    std::ranges::copy(*bytes, out.begin());
    return BytesView{out};
}

FieldReader::FieldReader(const value& in, std::string_view what)
    : object_(in.if_object()), what_(what) {
    if (object_ == nullptr) error_ = fmt::format("{} is no object", what);
}

const value* FieldReader::find(std::string_view name) const {
    if (object_ == nullptr) return nullptr;
    const auto* found = object_->if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

void FieldReader::fail(std::string_view name, std::string_view text) {
    if (error_.empty()) error_ = fmt::format("{}.{}: {}", what_, name, text);
}

void FieldReader::fail_missing(std::string_view name) {
    // go-ethereum's text (its generated decoders).
    if (error_.empty()) error_ = fmt::format("missing required field '{}' for {}", name, what_);
}

}  // namespace dusk::sources
