// The JSON of JSON-RPC messages: a request taken apart, an answer put together.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <dusk/platform/rpc/error.hpp>

namespace dusk::rpc {

/// Views the parsed request. Members of a wrong type are as if absent, as Go's decoder leaves them.
struct Envelope {
    const boost::json::value* id = nullptr;
    std::string_view method{};
    const boost::json::value* params = nullptr;
    bool version_ok = false;
    bool has_outcome = false;  ///< a result or an error: somebody's answer, not a request

    bool has_valid_id() const { return id != nullptr && !id->is_object() && !id->is_array(); }
    bool is_notification() const { return version_ok && id == nullptr && !method.empty(); }
    bool is_call() const { return version_ok && has_valid_id() && !method.empty(); }
    bool is_response() const {
        return version_ok && has_valid_id() && method.empty() && params == nullptr && has_outcome;
    }
};

Envelope read_envelope(const boost::json::value& message);

/// Appends a value as JSON text.
void append_json(std::string& out, const boost::json::value& value);
void append_json(std::string& out, const boost::json::array& array);
/// Appends a quoted text.
void append_json_text(std::string& out, std::string_view text);
/// {"jsonrpc":"2.0","id":…,"result":…}; a null id pointer is written null.
void append_result(std::string& out, const boost::json::value* id,
                   const boost::json::value& result);
void append_error(std::string& out, const boost::json::value* id, const Error& error);

}  // namespace dusk::rpc
