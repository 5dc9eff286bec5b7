#include <array>
#include <atomic>
#include <memory>
#include <mutex>

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <dusk/platform/log/format.hpp>
#include <dusk/platform/log/log.hpp>

namespace dusk::log {
namespace {

constexpr std::array<std::string_view, 6> LEVEL_NAMES = {"trace", "debug", "info",
                                                         "warn",  "error", "off"};

std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink) {
    auto logger = std::make_shared<spdlog::logger>("dusk", std::move(sink));
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    return logger;
}

using ComponentLevels = std::vector<std::pair<std::string, Level>>;

struct State {
    std::atomic<Level> level = Level::info;
    /// Null without any. Replaced ones are left alone: a thread may be reading them.
    std::atomic<const ComponentLevels*> components = nullptr;
    std::atomic<bool> json = false;
    std::mutex mutex;
    std::shared_ptr<spdlog::logger> logger =
        make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>());

    std::shared_ptr<spdlog::logger> current() {
        const std::scoped_lock lock(mutex);
        return logger;
    }
};

/// Never destroyed: threads may log while the process ends.
State& state() {
    static State* const the_state = new State;
    return *the_state;
}

}  // namespace

std::expected<Level, std::string> level_from_text(std::string_view text) {
    for (std::size_t i = 0; i < LEVEL_NAMES.size(); ++i)
        if (text == LEVEL_NAMES[i]) return static_cast<Level>(i);
    return std::unexpected(
        fmt::format("unknown log level \"{}\", want trace, debug, info, warn, error or off", text));
}

std::string_view to_text(Level level) noexcept {
    return LEVEL_NAMES[static_cast<std::size_t>(level)];
}

std::expected<void, std::string> configure(const Options& options) {
    std::shared_ptr<spdlog::logger> logger;
    try {
        spdlog::sink_ptr sink;
        if (options.file.empty()) {
            sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
        } else {
            sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
        }
        logger = make_logger(std::move(sink));
    } catch (const std::exception& e) {
        return std::unexpected(std::string{"log: "} + e.what());
    }
    logger->flush_on(spdlog::level::warn);
    auto& s = state();
    {
        const std::scoped_lock lock(s.mutex);
        s.logger->flush();
        s.logger = std::move(logger);
    }
    s.json = options.json;
    s.level = options.level;
    s.components = options.components.empty() ? nullptr : new ComponentLevels(options.components);
    return {};
}

void set_level(Level level) noexcept { state().level = level; }

bool enabled(Level level, std::string_view component) noexcept {
    const auto& s = state();
    if (const auto* components = s.components.load(std::memory_order_acquire)) {
        for (const auto& [name, own] : *components) {
            const bool fits =
                name.ends_with('*')
                    ? component.starts_with(std::string_view(name).substr(0, name.size() - 1))
                    : component == name;
            if (fits) return level >= own;
        }
    }
    return level >= s.level.load(std::memory_order_relaxed);
}

void flush() { state().current()->flush(); }

void write(Level level, std::string_view component, std::string_view message, Fields fields) {
    auto& s = state();
    const auto now = std::chrono::system_clock::now();
    const auto line = s.json ? json_line(now, level, component, message, fields)
                             : text_line(now, level, component, message, fields);
    const auto spdlog_level = level >= Level::warn ? spdlog::level::warn : spdlog::level::info;
    s.current()->log(spdlog_level, spdlog::string_view_t{line.data(), line.size()});
}

void write_formatted(Level level, std::string_view component, fmt::string_view format,
                     fmt::format_args arguments) {
    write(level, component, fmt::vformat(format, arguments));
}

}  // namespace dusk::log
