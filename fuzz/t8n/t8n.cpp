// The transition tool on whatever states, environments and transactions: it answers or refuses.
// First byte: the fork.
#include <array>

#include <boost/json/parse.hpp>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/t8n.hpp>
#include <dusk/core/base/bytes.hpp>

namespace {

using namespace dusk;
namespace json = boost::json;

/// Gas is what its user pays for in time: here little of it.
constexpr std::uint64_t GAS_MAX = 300'000;

constexpr std::array FORKS{"Osaka",  "Prague",    "Cancun", "Shanghai", "Paris",
                           "London", "Homestead", "Jovian", "Isthmus",  "Berlin"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    boost::system::error_code error;
    auto parsed = json::parse(as_text({data + 1, size - 1}), error);
    if (error || !parsed.is_object()) return 0;
    auto& parts = parsed.get_object();
    if (auto* env = parts["env"].if_object()) (*env)["currentGasLimit"] = GAS_MAX;
    conformance::T8nRules rules;
    rules.fork = FORKS[data[0] % FORKS.size()];
    rules.blob_params = parts["blobParams"];
    try {
        (void)conformance::transition(
            rules, {.alloc = parts["alloc"], .env = parts["env"], .txs = parts["txs"]});
    } catch (const std::exception&) {
        // Said to the user by the command.
    }
    return 0;
}
