// The event loop of HTTP connections, on epoll. Two threads share it and one of them, its owner,
// runs it. A handler that is usually quick runs on the loop itself, which spares it two changes of
// thread; where it takes long after all, the other thread becomes the owner and goes on. A loop
// that has nothing to do sleeps without end, unless connections of its wait for a deadline.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <sys/epoll.h>

#include <dusk/platform/http/patience.hpp>

namespace dusk::http {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A connection. All methods are called on the loop or I/O thread that it lives on.
class Session {
public:
    virtual ~Session() = default;
    /// Ends if its time is over. Returns when to ask again, at the latest.
    virtual SteadyTime check_deadline(SteadyTime now) = 0;
    /// Ends after the request under way.
    virtual void finish() = 0;
    /// Ends at once.
    virtual void abort() = 0;
};

/// Connections hold their loop: the last of them may outlive the server.
class Loop {
public:
    using Task = std::move_only_function<void()>;

    /// What has a file descriptor in the loop.
    class Watched {
    public:
        virtual ~Watched() = default;
        /// Events of epoll, each told once (EPOLLET).
        virtual void on_events(std::uint32_t events) = 0;
    };

    /// What has written something that may wait a moment.
    class Writer {
    public:
        virtual ~Writer() = default;
        virtual void write_out() = 0;
    };

    /// Looks for events for at most `spin` before it sleeps, while they come as often as that.
    explicit Loop(std::chrono::microseconds spin = {});
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void start();
    /// Runs the task on the loop; drops it once the loop has ended. From any thread.
    void post(Task task);
    bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }
    /// Asks every connection to finish, or aborts them and lets the threads end.
    void finish_sessions();
    void end();
    void join();

    /// Whether this thread owns the loop, and from here on keeps it: what run_here() began is over.
    bool claim() noexcept;
    /// Called on a loop's thread: runs `work` at once, and lets the other thread take the loop over
    /// if that lasts; that one first calls `on_lasting`. False without a loop or while its other
    /// thread is busy: `work` has not run.
    static bool run_here(const std::function<void()>& work,
                         const std::function<void()>& on_lasting);

    // Only on the loop:
    bool watch(int descriptor, Watched& watched) const;
    void unwatch(int descriptor) const;
    void add(std::shared_ptr<Session> session) { sessions_.insert(std::move(session)); }
    /// It lives until the events at hand are through.
    void remove(const std::shared_ptr<Session>& session);
    /// Lets it write when the events at hand are through, or soon: a client with many connections
    /// is then woken once by all its answers, and waking it costs more than an answer.
    void write_soon(std::shared_ptr<Writer> writer) { writers_.push_back(std::move(writer)); }
    /// The time when the events at hand came.
    SteadyTime now() const noexcept { return now_; }
    /// Sessions are asked for their deadlines at `time`, or soon after it.
    void ask_at(SteadyTime time) noexcept { next_sweep_ = std::min(next_sweep_, time); }
    /// Called every now and then until it is null.
    void on_sweep(std::function<void()> callback);

private:
    static constexpr std::size_t EVENTS_MAX = 128;
    static constexpr std::uint32_t OWNER_MASK = 1;
    static constexpr std::uint32_t LENT = 2;  ///< the owner is in run_here(): it may be replaced

    void run(std::uint32_t me);
    void run_batch();
    void run_tasks();
    void run_writers();
    bool writers_are_due() const;
    void wait();
    int look();
    int look_for_a_while();
    int sleep();
    int poll(std::chrono::milliseconds timeout);
    void take_tasks();
    void sweep();
    void stand_by(std::uint32_t me);
    void doze(std::unique_lock<std::mutex>& lock, std::uint64_t seen);
    void rouse();
    void wake() const;
    template <class Action>
    void for_each_session(Action action);

    const int epoll_;
    const int wake_;  ///< eventfd
    std::array<std::thread, 2> threads_;
    std::atomic<std::uint32_t> owner_ = 0;               ///< index of a thread, and LENT
    std::atomic<std::uint64_t> lent_ = 0;                ///< how often run_here() was entered
    const std::function<void()>* on_lasting_ = nullptr;  ///< of run_here()
    std::atomic<bool> standing_by_ = false;  ///< whether the other thread could take over
    std::atomic<bool> dozing_ = false;       ///< whether it must be woken to watch run_here()
    std::atomic<bool> ended_ = false;

    // Only on the loop:
    Patience patience_;
    std::array<epoll_event, EVENTS_MAX> events_{};
    std::size_t event_count_ = 0;
    std::size_t next_event_ = 0;
    void* last_alone_ = nullptr;  ///< whose event the last one was, if it came alone
    std::deque<Task> running_tasks_;
    std::deque<std::shared_ptr<Writer>> writers_;
    SteadyTime now_{};
    SteadyTime next_sweep_ = SteadyTime::max();
    std::function<void()> on_sweep_{};
    std::set<std::shared_ptr<Session>> sessions_;
    std::vector<std::shared_ptr<Session>> removed_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> tasks_;     ///< guarded by mutex_
    bool wake_pending_ = false;  ///< guarded by mutex_
};

}  // namespace dusk::http
