#include <fuzz/store/store.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk::fuzz;
    static constexpr Subject SUBJECTS[] = {account_row,  diff_row,      body_row,    receipts_row,
                                           journal_rows, dump_manifest, dump_records};
    run_subject(SUBJECTS, {data, size});
    return 0;
}
