#include <dusk/node/rpc/traces.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {

bool flag(const Object& options, std::string_view name, bool otherwise) {
    const auto* found = options.if_contains(name);
    return found != nullptr && found->is_bool() ? found->get_bool() : otherwise;
}

Answer<TraceFactory> TraceFactory::parse(const rpc::Params& arguments, std::size_t index) {
    TraceFactory out;
    if (rpc::params::optional(arguments, index) == nullptr) return out;
    DUSK_TRY(config, rpc::params::json_object(arguments, index, "tracers.TraceConfig"));
    const auto* name = config->if_contains("tracer");
    if (name == nullptr || name->is_null()) {
        out.options_ = *config;
        return out;
    }
    if (!name->is_string())
        return std::unexpected(rpc::params::invalid(index, "tracer is no string"));
    const std::string_view tracer(name->get_string());
    if (tracer == "callTracer")
        out.kind_ = Kind::call;
    else if (tracer == "prestateTracer")
        out.kind_ = Kind::prestate;
    else
        return std::unexpected(rpc::server_error("no such tracer: " + std::string(tracer)));
    if (const auto* options = config->if_contains("tracerConfig"); options && options->is_object())
        out.options_ = options->get_object();
    return out;
}

std::unique_ptr<Trace> TraceFactory::make(const TraceSubject& subject) const {
    switch (kind_) {
        case Kind::call:
            return make_call_trace(options_, subject);
        case Kind::prestate:
            return make_prestate_trace(options_, subject);
        case Kind::struct_log:
            break;
    }
    return make_struct_log(options_, subject);
}

}  // namespace dusk::eth
