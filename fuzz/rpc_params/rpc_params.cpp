// Parameters of the public RPC: whatever JSON comes, each parser gives a value or an error. First
// byte: which parser.
#include <array>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <dusk/node/rpc/call/call_request.hpp>
#include <dusk/node/rpc/call/overrides.hpp>
#include <dusk/node/rpc/call/simulate_request.hpp>
#include <dusk/node/rpc/eth/conditional.hpp>
#include <dusk/node/rpc/events/log_query.hpp>
#include <dusk/node/rpc/json/storage_key.hpp>
#include <dusk/node/rpc/trace/parity_trace.hpp>
#include <dusk/node/rpc/trace/traces.hpp>

namespace {

using namespace dusk;
using rpc::Params;

void call_request(const Params& arguments) {
    if (const auto request = eth::call_request_param(arguments, 0, 1))
        (void)eth::to_transaction(*request, make_op_config(1, {}), 21'000, u256{1});
}

void log_query(const Params& arguments) {
    if (const auto query = eth::log_query_param(arguments, 0))
        (void)eth::BloomProbe(query->criteria).may_be_in(Bloom{});
}

void overrides(const Params& arguments) {
    (void)eth::state_overrides_param(arguments, 0);
    BlockEnv env;
    (void)eth::apply_block_overrides(arguments, 0, env);
}

void traces(const Params& arguments) {
    (void)eth::TraceFactory::parse(arguments, 0);
    (void)eth::ParityTraceKinds::parse(arguments, 0);
}

void simulation(const Params& arguments) { (void)eth::simulate_request_param(arguments, 0, 1); }

void conditional(const Params& arguments) { (void)eth::parse_conditional(arguments, 0); }

void words(const Params& arguments) {
    (void)eth::block_id_param(arguments, 0);
    (void)eth::block_number_param(arguments, 0);
    if (!arguments[0].is_string()) return;
    (void)eth::parse_storage_key(std::string_view(arguments[0].get_string()));
    (void)eth::parse_duration(std::string_view(arguments[0].get_string()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array PARSERS{call_request, log_query,   overrides, traces,
                                 simulation,   conditional, words};
    if (size == 0) return 0;
    boost::system::error_code error;
    const auto parsed = boost::json::parse(as_text({data + 1, size - 1}), error);
    if (error) return 0;
    Params arguments;
    arguments.push_back(parsed);
    PARSERS[data[0] % PARSERS.size()](arguments);
    return 0;
}
