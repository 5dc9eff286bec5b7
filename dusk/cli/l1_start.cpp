#include <boost/json.hpp>

#include <dusk/cli/l1_start.hpp>
#include <dusk/core/base/result.hpp>
#include <dusk/core/codec/hex.hpp>
#include <dusk/platform/rpc/client.hpp>

namespace dusk::cli {
namespace {

namespace json = boost::json;

std::unexpected<std::string> fault(const std::string& url, std::string_view what) {
    return std::unexpected(url + ": " + std::string(what));
}

std::string_view member(const json::value& object, std::string_view key) {
    if (!object.is_object()) return {};
    const auto* value = object.get_object().if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                  : std::string_view{};
}

}  // namespace

std::expected<L1Start, std::string> read_l1_start(const std::string& url,
                                                  const std::string& block) {
    rpc::Client client(url, {.timeout = std::chrono::milliseconds{2'000}, .retries = 0});
    const auto id = client.call("eth_chainId", {});
    if (!id) return fault(url, id.error().message);
    const auto answer = client.call("eth_getBlockByNumber", {json::string(block), false});
    if (!answer) return fault(url, answer.error().message);
    const auto chain_id =
        quantity_from_hex(id->is_string() ? std::string_view(id->get_string()) : "");
    const auto hash = fixed_from_hex<32>(member(*answer, "hash"));
    const auto parent = fixed_from_hex<32>(member(*answer, "parentHash"));
    const auto number = quantity_from_hex(member(*answer, "number"));
    const auto time = quantity_from_hex(member(*answer, "timestamp"));
    if (!chain_id || !hash || !parent || !number || !time)
        return fault(url, "no block " + block + ", or not an Ethereum block");
    return L1Start{.chain_id = chain_id->low64(),
                   .block = {.hash = *hash,
                             .number = number->low64(),
                             .parent_hash = *parent,
                             .time = time->low64()}};
}

}  // namespace dusk::cli
