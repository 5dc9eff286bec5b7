#include <fuzz/settlement/settlement.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk::fuzz;
    static constexpr Subject SUBJECTS[] = {
        tx,           block,         record, message,      view_block, network_txn,
        graphql,      rues_path,     base58, bridge_calls, stake_data, network_txn_blobs,
        dusk_request, beacon_request};
    run_subject(SUBJECTS, {data, size});
    return 0;
}
