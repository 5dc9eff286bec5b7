#include <algorithm>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <dusk/core/base/check.hpp>
#include <dusk/platform/http/loop.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::http {
namespace {

using std::chrono::milliseconds;

/// Deadlines are checked at most this often instead of a timer for each connection.
constexpr milliseconds SWEEP_INTERVAL{50};
/// As epoll counts it.
constexpr milliseconds SLEEP_MAX{1'000'000};
/// How often the second thread looks at the first while run_here() is used, and after how many
/// looks without use it waits to be woken. Each look wakes a thread, which costs more than a quick
/// call, so that clients that ask now and then would pay for it.
constexpr milliseconds WATCH_INTERVAL{25};
constexpr unsigned LOOKS_MAX = 20;
/// How long answers wait for others to be written with, and for how many.
constexpr std::chrono::microseconds WRITE_DELAY_MAX{100};
constexpr std::size_t WRITERS_MAX = 8;
/// Between two looks for events.
constexpr unsigned PAUSES = 4;

struct Current {
    Loop* loop = nullptr;
    std::uint32_t index = 0;
};
thread_local Current current;

/// Leaves the core to its other thread for a moment.
void pause() noexcept {
#if defined(__x86_64__)
    for (unsigned i = 0; i < PAUSES; ++i) _mm_pause();
#else
    std::this_thread::yield();
#endif
}

}  // namespace

Loop::Loop(std::chrono::microseconds spin)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      patience_(spin) {
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
    Patience::awake();
    for (std::uint32_t i = 0; i < threads_.size(); ++i)
        threads_[i] = std::thread(named("http-loop", [this, i] { run(i); }));
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

/// A session may remove itself meanwhile.
template <class Action>
void Loop::for_each_session(Action action) {
    for (auto next = sessions_.begin(); next != sessions_.end();) action(*std::shared_ptr(*next++));
}

void Loop::finish_sessions() {
    post([this] { for_each_session([](Session& session) { session.finish(); }); });
}

void Loop::end() {
    post([this] {
        for_each_session([](Session& session) { session.abort(); });
        const std::scoped_lock lock(mutex_);
        ended_.store(true, std::memory_order_release);
        changed_.notify_all();
    });
}

void Loop::join() {
    if (threads_.front().joinable()) Patience::asleep();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
    // What is left holds connections, and those hold the loop.
    std::deque<Task> dropped;
    {
        const std::scoped_lock lock(mutex_);
        dropped.swap(tasks_);
    }
    running_tasks_.clear();
    writers_.clear();
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

bool Loop::run_here(const std::function<void()>& work, const std::function<void()>& on_lasting) {
    auto* const loop = current.loop;
    if (loop == nullptr || !loop->standing_by_.load(std::memory_order_acquire)) return false;
    if (!loop->claim()) return false;
    loop->on_lasting_ = &on_lasting;
    loop->lent_.fetch_add(1);
    loop->owner_.store(current.index | LENT, std::memory_order_release);
    if (loop->dozing_.load()) loop->rouse();
    work();
    if (loop->claim()) return true;
    // The other thread calls on_lasting under the lock.
    const std::scoped_lock lock(loop->mutex_);
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
            take_tasks();
        else
            static_cast<Watched*>(event.data.ptr)->on_events(event.events);
        if (!claim()) return;
        if (writers_are_due()) run_writers();
        if (!claim()) return;
    }
    run_tasks();
    if (claim()) run_writers();
    if (claim() && !ended() && now_ >= next_sweep_) sweep();
}

bool Loop::writers_are_due() const {
    return writers_.size() >= WRITERS_MAX ||
           (!writers_.empty() && std::chrono::steady_clock::now() - now_ > WRITE_DELAY_MAX);
}

/// Each once: what they write thereupon has its turn after the next events.
void Loop::run_writers() {
    for (auto left = writers_.size(); left > 0; --left) {
        const auto writer = std::move(writers_.front());
        writers_.pop_front();
        writer->write_out();
        if (!claim()) return;
    }
}

void Loop::wait() {
    removed_.clear();
    event_count_ = static_cast<std::size_t>(std::max(look(), 0));
    next_event_ = 0;
}

/// Waits for events.
int Loop::look() {
    // Of many clients one is heard sooner or later: only one alone is worth the looking.
    const auto* const last = last_alone_;
    last_alone_ = event_count_ == 1 ? events_.front().data.ptr : nullptr;
    const bool is_one_client = last_alone_ != nullptr && last_alone_ == last;
    now_ = std::chrono::steady_clock::now();
    if (!writers_.empty()) return poll(milliseconds{0});
    const auto begin = now_;
    auto count = is_one_client && patience_.pays() ? look_for_a_while() : 0;
    if (count == 0) count = sleep();
    if (count > 0) patience_.found(now_ - begin);
    return count;
}

int Loop::look_for_a_while() {
    const auto end = now_ + patience_.limit();
    do {
        const auto count = poll(milliseconds{0});
        now_ = std::chrono::steady_clock::now();
        if (count != 0) return count;
        pause();
    } while (now_ < end && Patience::has_room());
    patience_.gave_up();
    return 0;
}

int Loop::sleep() {
    milliseconds timeout{-1};
    if (next_sweep_ != SteadyTime::max()) {
        const auto rest = std::chrono::ceil<milliseconds>(next_sweep_ - now_);
        timeout = std::clamp(rest, milliseconds{0}, SLEEP_MAX);
    }
    Patience::asleep();
    const auto count = poll(timeout);
    Patience::awake();
    now_ = std::chrono::steady_clock::now();
    return count;
}

int Loop::poll(milliseconds timeout) {
    return ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()),
                        static_cast<int>(timeout.count()));
}

void Loop::take_tasks() {
    const std::scoped_lock lock(mutex_);
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

void Loop::on_sweep(std::function<void()> callback) {
    on_sweep_ = std::move(callback);
    if (on_sweep_) ask_at(now_ + SWEEP_INTERVAL);
}

void Loop::sweep() {
    next_sweep_ = SteadyTime::max();
    for_each_session([this](Session& session) { ask_at(session.check_deadline(now_)); });
    next_sweep_ = std::max(next_sweep_, now_ + SWEEP_INTERVAL);
    if (!on_sweep_) return;
    ask_at(now_ + SWEEP_INTERVAL);
    const auto callback = on_sweep_;  // it may put another in its place
    callback();
}

void Loop::stand_by(std::uint32_t me) {
    auto seen = lent_.load();
    unsigned looks = 0;
    standing_by_.store(true, std::memory_order_release);
    std::unique_lock lock(mutex_);
    while (!ended()) {
        if (looks < LOOKS_MAX)
            changed_.wait_for(lock, WATCH_INTERVAL);
        else
            doze(lock, seen);
        auto owner = owner_.load(std::memory_order_acquire);
        const auto lent = lent_.load();
        const bool stuck = (owner & LENT) != 0 && lent == seen;
        looks = lent != seen ? 0 : looks + 1;
        seen = lent;
        if (!stuck) continue;
        standing_by_.store(false, std::memory_order_release);
        if (owner_.compare_exchange_strong(owner, me, std::memory_order_acq_rel))
            return (*on_lasting_)();
        standing_by_.store(true, std::memory_order_release);
    }
}

/// Waits until run_here() is used again. Either this sees that it was, or it sees this dozing.
void Loop::doze(std::unique_lock<std::mutex>& lock, std::uint64_t seen) {
    dozing_.store(true);
    if (lent_.load() == seen) changed_.wait(lock, [&] { return !dozing_.load() || ended(); });
    dozing_.store(false);
}

void Loop::rouse() {
    {
        const std::scoped_lock lock(mutex_);
        dozing_.store(false);
    }
    changed_.notify_all();
}

}  // namespace dusk::http
