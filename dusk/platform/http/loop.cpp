#include <algorithm>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/http/loop.hpp>

namespace dusk::http {
namespace {

using std::chrono::milliseconds;

/// Deadlines are checked this often instead of a timer for each connection.
constexpr milliseconds SWEEP_INTERVAL{50};
/// How often the second thread looks at the first: while run_here() is used, and otherwise.
constexpr milliseconds WATCH_INTERVAL{2};
constexpr milliseconds IDLE_WATCH_INTERVAL{20};

struct Current {
    Loop* loop = nullptr;
    std::uint32_t index = 0;
};
thread_local Current current;

}  // namespace

Loop::Loop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    DUSK_CHECK(epoll_ >= 0);
    DUSK_CHECK(wake_ >= 0);
    epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.ptr = nullptr}};
    DUSK_CHECK(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) == 0);
}

Loop::~Loop() {
    ::close(epoll_);
    ::close(wake_);
}

void Loop::start() {
    for (std::uint32_t i = 0; i < threads_.size(); ++i)
        threads_[i] = std::thread([this, i] { run(i); });
}

void Loop::post(Task task) {
    if (ended()) return;
    {
        const std::scoped_lock lock(mutex_);
        tasks_.push_back(std::move(task));
        if (std::exchange(wake_pending_, true)) return;
    }
    wake();
}

void Loop::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

void Loop::finish_sessions() {
    post([this] {
        const auto sessions = sessions_;  // a session may remove itself
        for (const auto& session : sessions) session->finish();
    });
}

void Loop::end() {
    post([this] {
        const auto sessions = sessions_;
        for (const auto& session : sessions) session->abort();
        ended_.store(true, std::memory_order_release);
        changed_.notify_all();
    });
}

void Loop::join() {
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
    // What is left holds connections, and those hold the loop.
    std::deque<Task> dropped;
    {
        const std::scoped_lock lock(mutex_);
        dropped.swap(tasks_);
    }
    running_tasks_.clear();
    removed_.clear();
    on_sweep_ = nullptr;
}

bool Loop::claim() noexcept {
    if (current.loop != this) return false;
    auto owner = owner_.load(std::memory_order_acquire);
    if (owner == current.index) return true;
    owner = current.index | LENT;
    return owner_.compare_exchange_strong(owner, current.index, std::memory_order_acq_rel);
}

bool Loop::run_here(const std::function<void()>& work) {
    auto* const loop = current.loop;
    if (loop == nullptr || !loop->standing_by_.load(std::memory_order_acquire)) return false;
    if (!loop->claim()) return false;
    loop->lent_.fetch_add(1, std::memory_order_relaxed);
    loop->owner_.store(current.index | LENT, std::memory_order_release);
    work();
    (void)loop->claim();
    return true;
}

bool Loop::watch(int descriptor, Watched& watched) const {
    epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                      .data = {.ptr = &watched}};
    return ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void Loop::unwatch(int descriptor) const {
    (void)::epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
}

void Loop::remove(const std::shared_ptr<Session>& session) {
    removed_.push_back(session);
    sessions_.erase(session);
}

void Loop::run(std::uint32_t me) {
    current = {this, me};
    while (!ended()) {
        if ((owner_.load(std::memory_order_acquire) & OWNER_MASK) == me)
            run_batch();
        else
            stand_by(me);
    }
    current = {};
}

/// Returns when the events at hand are through, or as soon as the other thread owns the loop: it
/// goes on where this one has stopped.
void Loop::run_batch() {
    if (next_event_ == event_count_ && running_tasks_.empty()) wait();
    while (next_event_ < event_count_) {
        const auto event = events_[next_event_++];
        if (event.data.ptr == nullptr)
            run_tasks();
        else
            static_cast<Watched*>(event.data.ptr)->on_events(event.events);
        if (!claim() || ended()) return;
    }
    run_tasks();
    if (claim() && now_ >= next_sweep_) sweep();
}

void Loop::wait() {
    removed_.clear();
    const auto rest =
        std::chrono::ceil<milliseconds>(next_sweep_ - std::chrono::steady_clock::now());
    const auto timeout = std::clamp(rest, milliseconds{0}, SWEEP_INTERVAL);
    const auto count = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()),
                                    static_cast<int>(timeout.count()));
    now_ = std::chrono::steady_clock::now();
    event_count_ = static_cast<std::size_t>(std::max(count, 0));
    next_event_ = 0;
    const std::scoped_lock lock(mutex_);
    if (!wake_pending_) return;
    wake_pending_ = false;
    std::ranges::move(tasks_, std::back_inserter(running_tasks_));
    tasks_.clear();
}

void Loop::run_tasks() {
    while (!running_tasks_.empty()) {
        auto task = std::move(running_tasks_.front());
        running_tasks_.pop_front();
        task();
        if (!claim() || ended()) return;
    }
}

void Loop::sweep() {
    next_sweep_ = now_ + SWEEP_INTERVAL;
    const auto sessions = sessions_;  // a session may remove itself
    for (const auto& session : sessions) session->check_deadline(now_);
    if (on_sweep_) on_sweep_();
}

void Loop::stand_by(std::uint32_t me) {
    auto seen = lent_.load(std::memory_order_relaxed);
    auto interval = WATCH_INTERVAL;
    standing_by_.store(true, std::memory_order_release);
    std::unique_lock lock(mutex_);
    while (!ended()) {
        changed_.wait_for(lock, interval);
        auto owner = owner_.load(std::memory_order_acquire);
        const auto lent = lent_.load(std::memory_order_relaxed);
        const bool stuck = (owner & LENT) != 0 && lent == seen;
        interval = lent != seen ? WATCH_INTERVAL : IDLE_WATCH_INTERVAL;
        seen = lent;
        if (!stuck) continue;
        standing_by_.store(false, std::memory_order_release);
        if (owner_.compare_exchange_strong(owner, me, std::memory_order_acq_rel)) return;
        standing_by_.store(true, std::memory_order_release);
    }
}

}  // namespace dusk::http
