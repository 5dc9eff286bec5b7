#include <cstdio>
#include <memory>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/crypto/kzg_setup.hpp>

namespace dusk::kzg {
namespace {

// The ceremony's output in c-kzg's text form: two counts, then points in hex.
constexpr char TRUSTED_SETUP[] = {
#embed "trusted_setup.txt"
};
/// No tables for cell proofs (EIP-7594), which nothing here computes.
constexpr std::uint64_t NO_PRECOMPUTATION = 0;

struct LoadedSetup {
    KZGSettings settings{};

    LoadedSetup() {
        // c-kzg parses from a FILE; the stream reads the text and never writes it.
        std::unique_ptr<std::FILE, int (*)(std::FILE*)> text(
            fmemopen(const_cast<char*>(TRUSTED_SETUP), sizeof(TRUSTED_SETUP), "r"), &std::fclose);
        DUSK_CHECK(text != nullptr);
        DUSK_CHECK(load_trusted_setup_file(&settings, text.get(), NO_PRECOMPUTATION) == C_KZG_OK);
    }
    LoadedSetup(const LoadedSetup&) = delete;
    LoadedSetup& operator=(const LoadedSetup&) = delete;
    ~LoadedSetup() { free_trusted_setup(&settings); }
};

}  // namespace

const KZGSettings& settings() {
    static const LoadedSetup setup;
    return setup.settings;
}

}  // namespace dusk::kzg
