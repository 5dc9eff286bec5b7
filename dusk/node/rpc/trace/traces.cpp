#include <algorithm>
#include <charconv>

#include <dusk/node/rpc/trace/traces.hpp>
#include <dusk/platform/rpc/params.hpp>

namespace dusk::eth {
namespace {

struct TracerRow {
    std::string_view name;
    std::unique_ptr<Trace> (*make)(const Object&, const TraceSubject&);
};
constexpr TracerRow TRACERS[] = {{"callTracer", make_call_trace},
                                 {"prestateTracer", make_prestate_trace},
                                 {"flatCallTracer", make_flat_call_trace},
                                 {"4byteTracer", make_four_byte_trace},
                                 {"muxTracer", make_mux_trace},
                                 {"noopTracer", make_noop_trace}};

struct UnitRow {
    std::string_view unit;
    double milliseconds;
};
constexpr UnitRow UNITS[] = {{"ns", 1e-6}, {"us", 1e-3}, {"ms", 1},
                             {"s", 1e3},   {"m", 6e4},   {"h", 3.6e6}};
constexpr double DURATION_MS_MAX = 24 * 3.6e6;

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    double total = 0;
    while (!text.empty()) {
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || number < 0) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const auto size = std::min(text.find_first_of("0123456789."), text.size());
        const auto row = std::ranges::find(UNITS, text.substr(0, size), &UnitRow::unit);
        if (row == std::end(UNITS)) return std::nullopt;
        total += number * row->milliseconds;
        text.remove_prefix(size);
    }
    if (!(total <= DURATION_MS_MAX)) total = DURATION_MS_MAX;
    return std::chrono::milliseconds(static_cast<std::int64_t>(total));
}

Answer<TraceFactory> TraceFactory::named(std::string_view name, Object options) {
    const auto row = std::ranges::find(TRACERS, name, &TracerRow::name);
    if (row == std::end(TRACERS))
        return std::unexpected(rpc::server_error("no such tracer: " + std::string(name)));
    TraceFactory out;
    out.make_ = row->make;
    out.options_ = std::move(options);
    if (name != "muxTracer") return out;
    // Its options are tracers with theirs; none may itself be one.
    for (const auto& [inner, value] : out.options_) {
        if (inner == name) return std::unexpected(rpc::server_error("muxTracer in a muxTracer"));
        DUSK_TRY_VOID(named(inner, {}));
    }
    return out;
}

Answer<TraceFactory> TraceFactory::parse(const rpc::Params& arguments, std::size_t index) {
    TraceFactory out;
    out.make_ = make_struct_log;
    if (rpc::params::optional(arguments, index) == nullptr) return out;
    DUSK_TRY(config, rpc::params::json_object(arguments, index, "tracers.TraceConfig"));
    const auto* name = config->if_contains("tracer");
    if (name == nullptr || name->is_null()) {
        out.options_ = *config;
    } else {
        if (!name->is_string())
            return std::unexpected(rpc::params::invalid(index, "tracer is no string"));
        const auto* options = config->if_contains("tracerConfig");
        DUSK_TRY(chosen, named(std::string_view(name->get_string()),
                               options && options->is_object() ? options->get_object() : Object{}));
        out = std::move(chosen);
    }
    const auto* timeout = config->if_contains("timeout");
    if (timeout == nullptr || timeout->is_null()) return out;
    const auto parsed = timeout->is_string()
                            ? parse_duration(std::string_view(timeout->get_string()))
                            : std::nullopt;
    if (!parsed) return std::unexpected(rpc::server_error("time: invalid duration"));
    out.timeout_ = *parsed;
    return out;
}

std::unique_ptr<Trace> TraceFactory::make(const TraceSubject& subject) const {
    return make_(options_, subject);
}

}  // namespace dusk::eth
