#include <charconv>
#include <cmath>

#include <boost/json/serializer.hpp>
#include <fmt/format.h>

#include <dusk/platform/rpc/envelope.hpp>

namespace dusk::rpc {
namespace {

constexpr std::string_view HEAD = R"({"jsonrpc":"2.0","id":)";

void append_id(std::string& out, const boost::json::value* id) {
    out += HEAD;
    const bool unwritable = id != nullptr && id->is_double() && !std::isfinite(id->get_double());
    if (id == nullptr || id->is_object() || id->is_array() || unwritable) {
        out += "null";
    } else if (id->is_double()) {
        // Boost.JSON writes 1.5 as 1.5E0, which is the same number but not what clients expect.
        fmt::format_to(std::back_inserter(out), "{}", id->get_double());
    } else {
        append_json(out, *id);
    }
}

/// Text that needs no escapes: nearly every value of an Ethereum answer. The compiler makes few
/// steps of many letters of this.
bool is_plain(std::string_view text) {
    bool plain = true;
    for (const char c : text)
        plain &= static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
    return plain;
}

template <class Number>
void append_number(std::string& out, Number number) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void drain(std::string& out, boost::json::serializer& serializer) {
    char chunk[4096];
    while (!serializer.done()) {
        const auto part = serializer.read(chunk, sizeof chunk);
        out.append(part.data(), part.size());
    }
}

}  // namespace

Envelope read_envelope(const boost::json::value& message) {
    Envelope out;
    if (!message.is_object()) return out;
    for (const auto& member : message.get_object()) {
        const std::string_view name = member.key();
        const auto& value = member.value();
        if (name == "id")
            out.id = &value;
        else if (name == "method")
            out.method = value.is_string() ? std::string_view{value.get_string()} : "";
        else if (name == "params")
            out.params = &value;
        else if (name == "jsonrpc")
            out.version_ok = value.is_string() && value.get_string() == "2.0";
        else if (name == "result" || name == "error")
            out.has_outcome = true;
    }
    return out;
}

void append_json(std::string& out, const boost::json::value& value) {
    if (value.is_string()) return append_json_text(out, std::string_view{value.get_string()});
    if (value.is_int64()) return append_number(out, value.get_int64());
    if (value.is_uint64()) return append_number(out, value.get_uint64());
    boost::json::serializer serializer;
    serializer.reset(&value);
    drain(out, serializer);
}

void append_json(std::string& out, const boost::json::array& array) {
    boost::json::serializer serializer;
    serializer.reset(&array);
    drain(out, serializer);
}

void append_json_text(std::string& out, std::string_view text) {
    if (is_plain(text)) {
        out += '"';
        out += text;
        out += '"';
        return;
    }
    boost::json::serializer serializer;
    serializer.reset(boost::json::string_view{text.data(), text.size()});
    drain(out, serializer);
}

void append_result(std::string& out, const boost::json::value* id,
                   const boost::json::value& result) {
    constexpr std::size_t ROOM = 128;  // of most answers
    out.reserve(out.size() + ROOM);
    append_id(out, id);
    out += R"(,"result":)";
    append_json(out, result);
    out += '}';
}

void append_error(std::string& out, const boost::json::value* id, const Error& error) {
    append_id(out, id);
    fmt::format_to(std::back_inserter(out), R"(,"error":{{"code":{},"message":)", error.code);
    append_json_text(out, error.message);
    if (error.data) {
        out += R"(,"data":)";
        append_json(out, *error.data);
    }
    out += "}}";
}

}  // namespace dusk::rpc
