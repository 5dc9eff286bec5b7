// JSON-RPC envelopes from strangers: every input is answered or ignored, and answers are JSON.
#include <cstdlib>

#include <boost/json/parse.hpp>
#include <fuzz/http/http.hpp>

#include <dusk/platform/rpc/dispatcher.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace {

using namespace dusk::rpc;

const MethodTable& methods() {
    static const MethodTable table = [] {
        MethodTable out;
        out.add("echo", [](const Params& params, CallContext&) -> Result {
            return params.empty() ? Value(nullptr) : params[0];
        });
        out.add("read", [](const Params& params, CallContext&) -> Result {
            if (auto address = params::address(params, 0); !address)
                return std::unexpected(address.error());
            if (auto quantity = params::quantity(params, 1); !quantity)
                return std::unexpected(quantity.error());
            if (auto bytes = params::bytes(params, 2); !bytes)
                return std::unexpected(bytes.error());
            return Value(true);
        });
        return out;
    }();
    return table;
}

}  // namespace

void dusk::fuzz::envelope(BytesView input) {
    const Limits limits{.batch_items_max = 8, .timeout = {}};
    const auto answer = handle(methods(), as_text(input), limits);
    boost::system::error_code failure;
    if (!answer.empty()) boost::json::parse(answer, failure);
    if (failure) std::abort();
}
