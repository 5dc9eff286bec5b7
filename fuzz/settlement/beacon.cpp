// Requests to the adapter's Beacon API (adapter_view.hpp).
#include <fuzz/adapter_view.hpp>
#include <fuzz/settlement/requests.hpp>
#include <fuzz/settlement/settlement.hpp>

#include <dusk/adapter/beacon_api.hpp>
#include <dusk/core/codec/hex.hpp>

using namespace dusk;

namespace {

/// Lives until the process ends.
struct Beacon {
    Beacon() {
        for (std::uint64_t number = 1; number <= view.store->heads()->latest; ++number)
            for (const auto& hash :
                 settlement::ethview::blob_hashes(*view.store->by_number(number)))
                stock['v'].push_back(to_hex(hash));
        DUSK_CHECK(!stock.empty());
    }

    fuzz::AdapterView view;
    adapter::BeaconApi api{{.genesis_time = view.store->by_number(1)->header.timestamp},
                           *view.store};
    http::Router router = api.routes();
    fuzz::RequestStock stock;
};

}  // namespace

void dusk::fuzz::beacon_request(BytesView input) {
    static auto* const beacon = new Beacon;
    answer_request(beacon->router, input, beacon->stock);
}
