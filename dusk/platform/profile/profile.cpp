#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <map>
#include <memory>
#include <mutex>
#include <ranges>
#include <thread>

#include <execinfo.h>
#include <fmt/format.h>
#include <sys/time.h>

#include <dusk/platform/profile/profile.hpp>
#include <dusk/platform/profile/symbols.hpp>

namespace dusk::profile {
namespace {

using std::chrono::milliseconds;

constexpr int DEPTH_MAX = 96;
/// The handler's own frame and the one through which the kernel calls it.
constexpr int OWN_FRAMES = 2;
/// Two minutes of four busy processors; samples beyond it are counted only.
constexpr std::size_t SAMPLES_MAX = 48'000;
constexpr milliseconds STEP{50};

struct Sample {
    int depth = 0;
    std::array<void*, DEPTH_MAX> frames{};
};

struct Recording {
    std::atomic<std::size_t> next = 0;
    std::unique_ptr<Sample[]> samples = std::make_unique_for_overwrite<Sample[]>(SAMPLES_MAX);
};

/// Read by the handler; null between profiles.
std::atomic<Recording*> current = nullptr;
std::atomic<int> handlers_inside = 0;

void on_signal(int, siginfo_t*, void*) {
    const int saved = errno;
    handlers_inside.fetch_add(1);
    if (auto* const recording = current.load(); recording != nullptr) {
        const auto index = recording->next.fetch_add(1, std::memory_order_relaxed);
        if (index < SAMPLES_MAX) {
            auto& sample = recording->samples[index];
            sample.depth = ::backtrace(sample.frames.data(), DEPTH_MAX);
        }
    }
    handlers_inside.fetch_sub(1);
    errno = saved;
}

void set_timer(unsigned rate_hz) {
    const suseconds_t interval = rate_hz == 0 ? 0 : 1'000'000 / static_cast<suseconds_t>(rate_hz);
    const timeval every{.tv_sec = 0, .tv_usec = interval};
    const itimerval timer{.it_interval = every, .it_value = every};
    ::setitimer(ITIMER_PROF, &timer, nullptr);
}

/// The handler stays: a late signal without one would end the process.
void install_handler() {
    static std::once_flag once;
    std::call_once(once, [] {
        std::array<void*, 4> frames{};
        (void)::backtrace(frames.data(), 4);  // the first call loads the unwinder
        struct sigaction action{};
        action.sa_sigaction = on_signal;
        action.sa_flags = SA_RESTART | SA_SIGINFO;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(SIGPROF, &action, nullptr);
    });
}

/// A frame's return address is behind the call: one byte before it is inside.
std::string stack_text(const Sample& sample, const Symbols& symbols,
                       std::map<std::uintptr_t, std::string>& known) {
    std::string out;
    for (int i = sample.depth - 1; i >= OWN_FRAMES; --i) {
        auto address = std::bit_cast<std::uintptr_t>(sample.frames[static_cast<std::size_t>(i)]);
        if (i > OWN_FRAMES) --address;
        auto& name = known[address];
        if (name.empty()) {
            name = symbols.name(address);
            std::ranges::replace(name, ';', ':');  // which parts the functions of a stack
        }
        out += out.empty() ? "" : ";";
        out += name;
    }
    return out;
}

std::string folded(const Recording& recording) {
    const auto symbols = Symbols::load();
    std::map<std::uintptr_t, std::string> known;
    std::map<std::string, std::size_t> stacks;
    const auto seen = recording.next.load();
    for (std::size_t i = 0; i < std::min(seen, SAMPLES_MAX); ++i)
        ++stacks[stack_text(recording.samples[i], symbols, known)];
    if (seen > SAMPLES_MAX) stacks["(not recorded)"] = seen - SAMPLES_MAX;
    std::string out;
    for (const auto& [stack, count] : stacks)
        if (!stack.empty()) out += fmt::format("{} {}\n", stack, count);
    return out;
}

}  // namespace

std::expected<std::string, std::string> record(milliseconds duration,
                                               const std::function<bool()>& cancelled) {
    static std::mutex one_at_a_time;
    const std::unique_lock lock(one_at_a_time, std::try_to_lock);
    if (!lock.owns_lock()) return std::unexpected("a profile is being made already");
    install_handler();
    const auto recording = std::make_unique<Recording>();
    current = recording.get();
    set_timer(RATE_HZ);
    const auto end = std::chrono::steady_clock::now() + duration;
    while (std::chrono::steady_clock::now() < end && !(cancelled && cancelled()))
        std::this_thread::sleep_for(
            std::min<std::chrono::nanoseconds>(STEP, end - std::chrono::steady_clock::now()));
    set_timer(0);
    current = nullptr;
    while (handlers_inside.load() != 0) std::this_thread::yield();
    return folded(*recording);
}

void mount(http::Router& router) {
    router.add(http::Method::get, "/debug/pprof/profile", [](const http::Request& request) {
        unsigned seconds = 30;
        if (const auto text = request.query("seconds")) {
            const auto* const end = text->data() + text->size();
            const auto read = std::from_chars(text->data(), end, seconds);
            if (read.ec != std::errc{} || read.ptr != end || seconds == 0 ||
                std::chrono::seconds{seconds} > DURATION_MAX)
                return http::Response::text(fmt::format("seconds: 1 to {}\n", DURATION_MAX.count()),
                                            400);
        }
        auto profile = record(std::chrono::seconds{seconds});
        if (!profile) return http::Response::text(profile.error() + "\n", 503);
        return http::Response::text(*std::move(profile));
    });
}

}  // namespace dusk::profile
