#include <fuzz/crypto/crypto.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk::fuzz;
    static constexpr Subject SUBJECTS[] = {precompile, bls_key, bls_signatures};
    run_subject(SUBJECTS, {data, size});
    return 0;
}
