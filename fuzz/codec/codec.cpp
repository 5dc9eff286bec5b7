#include <fuzz/codec/codec.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk::fuzz;
    static constexpr Subject SUBJECTS[] = {rlp_items, abi_values,  zlib,   brotli, hex,
                                           trie_node, transaction, header, block,  receipt};
    run_subject(SUBJECTS, {data, size});
    return 0;
}
