// Parameters of the public RPC: whatever JSON comes, each parser gives a value or an error.
#include <boost/json/parse.hpp>

#include <dusk/node/rpc/call_request.hpp>
#include <dusk/node/rpc/log_query.hpp>
#include <dusk/node/rpc/overrides.hpp>
#include <dusk/node/rpc/parity_trace.hpp>
#include <dusk/node/rpc/simulate_request.hpp>
#include <dusk/node/rpc/storage_key.hpp>
#include <dusk/node/rpc/traces.hpp>
#include <dusk/node/rpc/txn_conditional.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace dusk;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)eth::parse_storage_key(text);
    boost::system::error_code error;
    const auto parsed = boost::json::parse(text, error);
    if (error) return 0;
    const rpc::Params arguments{parsed};
    (void)eth::block_id_param(arguments, 0);
    (void)eth::block_number_param(arguments, 0);
    (void)eth::state_overrides_param(arguments, 0);
    (void)eth::TraceFactory::parse(arguments, 0);
    (void)eth::simulate_request_param(arguments, 0, 1);
    (void)eth::TxnConditional::parse(arguments, 0);
    (void)eth::ParityTraceKinds::parse(arguments, 0);
    (void)eth::parse_duration(text);
    BlockEnv env;
    (void)eth::apply_block_overrides(arguments, 0, env);
    if (const auto query = eth::log_query_param(arguments, 0))
        (void)eth::BloomProbe(query->criteria).may_be_in(Bloom{});
    if (const auto request = eth::call_request_param(arguments, 0, 1))
        (void)eth::to_transaction(*request, make_op_config(1, {}), 21'000, u256{1});
    return 0;
}
