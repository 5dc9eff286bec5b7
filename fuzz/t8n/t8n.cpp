// The conformance programs on whatever files: they report or refuse. First byte: the fork for the
// transition tool; from 0x80 on a fixture file instead, even of state tests, odd of blockchain
// tests, as it is (0x81) or with blocks that are made to fit (0x83).
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fuzz/t8n/seal.hpp>
#include <unistd.h>

#include <dusk/conformance/blockchaintest.hpp>
#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/statetest.hpp>
#include <dusk/conformance/t8n.hpp>
#include <dusk/core/base/bytes.hpp>

namespace {

using namespace dusk;
namespace json = boost::json;

/// Gas is what its user pays for in time: here little of it.
constexpr std::uint64_t GAS_MAX = 300'000;

constexpr std::array FORKS{"Osaka",  "Prague",    "Cancun", "Shanghai", "Paris",
                           "London", "Homestead", "Jovian", "Isthmus",  "Berlin"};

/// The programs read files: one that goes with the process.
class FixtureFile {
public:
    FixtureFile()
        : path_(std::filesystem::temp_directory_path() /
                ("dusk_fuzz_fixture_" + std::to_string(::getpid()) + ".json")) {}
    ~FixtureFile() { std::filesystem::remove(path_); }
    FixtureFile(const FixtureFile&) = delete;
    FixtureFile& operator=(const FixtureFile&) = delete;

    std::vector<std::string> write(std::string_view text) const {
        std::ofstream(path_, std::ios::binary) << text;
        return {path_.string()};
    }

private:
    const std::filesystem::path path_;
};

void state_tests(const FixtureFile& file, json::value tests) {
    if (auto* cases = tests.if_object())
        for (auto& test : *cases)
            if (auto* parts = test.value().if_object())
                if (auto* env = (*parts)["env"].if_object()) (*env)["currentGasLimit"] = GAS_MAX;
    (void)conformance::check_statetests(file.write(json::serialize(tests)), {.threads = 1});
}

void fixtures(std::uint8_t kind, std::string_view text) {
    static const FixtureFile FILE;
    boost::system::error_code error;
    auto parsed = json::parse(text, error);
    // What is no JSON is refused by the program, too.
    if (kind % 2 == 0 && !error) return state_tests(FILE, std::move(parsed));
    std::string sealed;
    if (kind % 4 == 3 && !error) {
        fuzz::seal_blockchain_tests(parsed, GAS_MAX);
        sealed = json::serialize(parsed);
        text = sealed;
    }
    (void)conformance::check_blockchaintests(FILE.write(text), {.threads = 1});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    if (data[0] >= 0x80) {
        fixtures(data[0], as_text({data + 1, size - 1}));
        return 0;
    }
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
