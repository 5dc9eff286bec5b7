#include <algorithm>
#include <atomic>
#include <ctime>
#include <thread>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <dusk/core/base/result.hpp>
#include <dusk/platform/http/client.hpp>
#include <dusk/platform/rpc/client.hpp>
#include <dusk/platform/rpc/envelope.hpp>

namespace dusk::rpc {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds RETRY_DELAY_MAX{5'000};
constexpr std::size_t ANSWER_DEPTH_MAX = 1024;  ///< call traces nest deeply
constexpr std::size_t ERROR_BODY_SHOWN = 200;

ClientError malformed(std::string what) {
    return {ClientErrorKind::malformed, 0, std::move(what), {}};
}

void append_call(std::string& out, std::uint64_t id, std::string_view method,
                 const json::array& params) {
    fmt::format_to(std::back_inserter(out), R"({{"jsonrpc":"2.0","id":{},"method":)", id);
    append_json_text(out, method);
    out += R"(,"params":)";
    append_json(out, params);
    out += '}';
}

ClientError to_error(const json::value& error) {
    if (!error.is_object()) return malformed("error of an answer is no object");
    const auto& object = error.get_object();
    const auto* code = object.if_contains("code");
    const auto* message = object.if_contains("message");
    const auto* data = object.if_contains("data");
    ClientError out{ClientErrorKind::rpc};
    if (code != nullptr && code->is_int64()) out.code = static_cast<int>(code->get_int64());
    if (message != nullptr && message->is_string()) out.message = message->get_string();
    if (data != nullptr) out.data = *data;
    return out;
}

/// The outcome in one answer, whatever its id.
CallResult outcome(json::value& answer) {
    if (!answer.is_object()) return std::unexpected(malformed("answer is no JSON object"));
    auto& object = answer.get_object();
    if (const auto* error = object.if_contains("error"); error != nullptr && !error->is_null())
        return std::unexpected(to_error(*error));
    auto* result = object.if_contains("result");
    if (result == nullptr) return std::unexpected(malformed("answer has no result"));
    return std::move(*result);
}

std::optional<std::uint64_t> id_of(const json::value& answer) {
    if (!answer.is_object()) return std::nullopt;
    const auto* id = answer.get_object().if_contains("id");
    if (id == nullptr || !id->is_int64() || id->get_int64() < 0) return std::nullopt;
    return static_cast<std::uint64_t>(id->get_int64());
}

bool is_error(const json::value& answer) {
    return answer.is_object() && answer.get_object().contains("error");
}

bool is_passing(unsigned status) {
    return status == 429 || status == 502 || status == 503 || status == 504;
}

}  // namespace

std::string to_text(const ClientError& error) {
    return error.code == 0 ? error.message : fmt::format("{} ({})", error.message, error.code);
}

struct Client::Impl {
    std::string url;
    RpcClientOptions options;
    http::HttpClient http;
    std::atomic<std::uint64_t> next_id = 1;

    http::Headers headers() const;
    std::expected<json::value, ClientError> post(const std::string& body);
    std::expected<json::value, ClientError> read(const http::Response& response) const;
};

http::Headers Client::Impl::headers() const {
    http::Headers out{{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    if (options.jwt_secret)
        out.add("Authorization",
                jwt::make_authorization(*options.jwt_secret,
                                        static_cast<std::uint64_t>(std::time(nullptr))));
    return out;
}

std::expected<json::value, ClientError> Client::Impl::read(const http::Response& response) const {
    json::parse_options parse;
    parse.max_depth = ANSWER_DEPTH_MAX;
    boost::system::error_code failure;
    auto answer = json::parse(response.body, failure, {}, parse);
    const bool success = response.status >= 200 && response.status < 300;
    if (!failure && (success || is_error(answer))) return answer;
    if (success) return std::unexpected(malformed("bad JSON in answer: " + failure.message()));
    return std::unexpected(ClientError{ClientErrorKind::transport,
                                       static_cast<int>(response.status),
                                       fmt::format("{}: HTTP status {}: {}", url, response.status,
                                                   response.body.substr(0, ERROR_BODY_SHOWN)),
                                       {}});
}

std::expected<json::value, ClientError> Client::Impl::post(const std::string& body) {
    auto delay = options.retry_delay;
    for (unsigned attempt = 0;; ++attempt) {
        const auto response = http.post({}, body, headers());
        const bool passing = !response || is_passing(response->status);
        if (!passing || attempt >= options.retries) {
            if (response) return read(*response);
            return std::unexpected(
                ClientError{ClientErrorKind::transport, 0, response.error().message, {}});
        }
        std::this_thread::sleep_for(delay);
        delay = std::min(delay * 2, RETRY_DELAY_MAX);
    }
}

Client::Client(std::string_view url, RpcClientOptions options)
    : impl_(new Impl{.url = std::string{url},
                     .options = options,
                     .http = http::HttpClient{url, {.timeout = options.timeout}}}) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

const std::string& Client::url() const noexcept { return impl_->url; }

CallResult Client::call(std::string_view method, json::array params) {
    const auto id = impl_->next_id++;
    std::string body;
    append_call(body, id, method, params);
    DUSK_TRY(answer, impl_->post(body));
    if (id_of(answer) != id && !is_error(answer))
        return std::unexpected(malformed("answer has another id"));
    return outcome(answer);
}

std::expected<std::vector<CallResult>, ClientError> Client::batch(
    std::span<const BatchCall> calls) {
    if (calls.empty()) return std::vector<CallResult>{};
    const auto first_id = impl_->next_id.fetch_add(calls.size());
    std::string body = "[";
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (i > 0) body += ',';
        append_call(body, first_id + i, calls[i].method, calls[i].params);
    }
    body += ']';
    DUSK_TRY(answer, impl_->post(body));
    if (!answer.is_array()) {
        auto single = outcome(answer);
        if (single) return std::unexpected(malformed("answer to a batch is no array"));
        return std::unexpected(std::move(single.error()));
    }
    std::vector<CallResult> out(calls.size(), std::unexpected(malformed("call has no answer")));
    for (auto& item : answer.get_array()) {
        const auto id = id_of(item);
        if (id && *id >= first_id && *id - first_id < calls.size()) {
            out[*id - first_id] = outcome(item);
        } else if (is_error(item)) {
            // Servers answer an unacceptable batch with one error and no id of ours.
            return std::unexpected(outcome(item).error());
        }
    }
    return out;
}

}  // namespace dusk::rpc
