#include <mutex>
#include <variant>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/metrics/metrics.hpp>

namespace dusk::metrics {
namespace {

template <class T>
using FamilyOf = prometheus::Family<T>*;
using AnyFamily = std::variant<FamilyOf<prometheus::Counter>, FamilyOf<prometheus::Gauge>,
                               FamilyOf<prometheus::Histogram>>;

template <class T>
T& as(void* impl) {
    return *static_cast<T*>(impl);
}

}  // namespace

void Counter::increment(double amount) const { as<prometheus::Counter>(impl_).Increment(amount); }
double Counter::value() const { return as<prometheus::Counter>(impl_).Value(); }
void Gauge::set(double value) const { as<prometheus::Gauge>(impl_).Set(value); }
void Gauge::add(double amount) const { as<prometheus::Gauge>(impl_).Increment(amount); }
double Gauge::value() const { return as<prometheus::Gauge>(impl_).Value(); }
void Histogram::observe(double value) const { as<prometheus::Histogram>(impl_).Observe(value); }

struct Registry::Impl {
    prometheus::Registry registry;
    std::mutex mutex;
    std::map<std::string, AnyFamily> families;  ///< guarded by mutex
    struct HelpedSummary {
        std::string help;
        Summary summary{};
    };
    std::map<std::string, HelpedSummary> summaries;             ///< guarded by mutex
    std::map<std::uint64_t, std::function<void()>> collectors;  ///< guarded by collecting
    std::uint64_t next_collector = 0;                           ///< guarded by collecting
    std::mutex collecting;

    /// The family of a name. The library would throw if one name had two types.
    template <class T, class Builder>
    prometheus::Family<T>& family(const std::string& name, const std::string& help,
                                  Builder builder) {
        const std::scoped_lock lock(mutex);
        if (const auto found = families.find(name); found != families.end()) {
            DUSK_CHECK(std::holds_alternative<FamilyOf<T>>(found->second));
            return *std::get<FamilyOf<T>>(found->second);
        }
        auto& made = builder.Name(name).Help(help).Register(registry);
        families.emplace(name, &made);
        return made;
    }
};

Registry::Registry() : impl_(std::make_unique<Impl>()) {}
Registry::~Registry() = default;

Counter Registry::counter(const std::string& name, const std::string& help, const Labels& labels) {
    auto& family = impl_->family<prometheus::Counter>(name, help, prometheus::BuildCounter());
    return Counter{&family.Add(labels)};
}

Gauge Registry::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    auto& family = impl_->family<prometheus::Gauge>(name, help, prometheus::BuildGauge());
    return Gauge{&family.Add(labels)};
}

Histogram Registry::histogram(const std::string& name, const std::string& help,
                              const std::vector<double>& bounds, const Labels& labels) {
    auto& family = impl_->family<prometheus::Histogram>(name, help, prometheus::BuildHistogram());
    return Histogram{&family.Add(labels, bounds)};
}

Summary& Registry::summary(const std::string& name, const std::string& help) {
    const std::scoped_lock lock(impl_->mutex);
    DUSK_CHECK(!impl_->families.contains(name));
    auto& made = impl_->summaries[name];
    if (made.help.empty()) made.help = help;
    return made.summary;
}

std::shared_ptr<void> Registry::on_collect(std::function<void()> callback) {
    const std::scoped_lock lock(impl_->collecting);
    const auto id = impl_->next_collector++;
    impl_->collectors.emplace(id, std::move(callback));
    return {nullptr, [impl = impl_.get(), id](void*) {
                const std::scoped_lock forgetting(impl->collecting);
                impl->collectors.erase(id);
            }};
}

std::string Registry::text() const {
    {
        const std::scoped_lock lock(impl_->collecting);
        for (const auto& [id, callback] : impl_->collectors) callback();
    }
    auto out = prometheus::TextSerializer{}.Serialize(impl_->registry.Collect());
    const std::scoped_lock lock(impl_->mutex);
    for (const auto& [name, entry] : impl_->summaries) {
        out += "# HELP " + name + " " + entry.help + "\n# TYPE " + name + " summary\n";
        entry.summary.append(out, name);
    }
    return out;
}

Registry& registry() {
    static Registry the_registry;
    return the_registry;
}

std::vector<double> duration_bounds_s() {
    return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
            0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};
}

}  // namespace dusk::metrics
