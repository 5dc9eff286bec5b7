#include <atomic>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dusk/platform/clock/clock.hpp>
#include <dusk/platform/clock/shutdown.hpp>

namespace dusk {
namespace {

using namespace std::chrono_literals;

TEST(clock, system_clock_is_unix_time_and_steady) {
    auto& clock = system_clock();
    EXPECT_GT(clock.now_s(), 1'700'000'000u);
    const auto before = clock.steady_ms();
    clock.sleep(5ms);
    EXPECT_GE(clock.steady_ms(), before + 5);
}

TEST(clock, manual_clock_moves_only_when_told) {
    ManualClock clock{10'000};
    EXPECT_EQ(clock.now_ms(), 10'000u);
    clock.advance(1500ms);
    EXPECT_EQ(clock.now_s(), 11u);
    EXPECT_EQ(clock.steady_ms(), 1500u);
}

TEST(clock, manual_clock_wakes_sleepers) {
    ManualClock clock{0};
    std::atomic<bool> awake = false;
    std::thread sleeper([&] {
        clock.sleep(100ms);
        awake = true;
    });
    while (!awake) clock.advance(50ms);  // how many it takes depends on when the sleeper begins
    sleeper.join();
    EXPECT_GE(clock.steady_ms(), 100u);
}

TEST(shutdown, a_signal_wakes_waiters_and_stays) {
    const ShutdownSignal shutdown;
    EXPECT_FALSE(shutdown.requested());
    EXPECT_FALSE(shutdown.wait_for(5ms));
    ::raise(SIGTERM);
    shutdown.wait();
    EXPECT_TRUE(shutdown.wait_for(0ms));
    EXPECT_TRUE(shutdown.requested());
}

TEST(shutdown, request_is_as_a_signal) {
    ShutdownSignal shutdown;
    std::thread other([&] { shutdown.request(); });
    shutdown.wait();
    other.join();
    EXPECT_TRUE(shutdown.requested());
}

TEST(shutdown, second_signal_ends_the_process) {
    const auto child = ::fork();
    if (child == 0) {
        const ShutdownSignal shutdown;
        ::raise(SIGINT);
        ::raise(SIGINT);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 130);
}

TEST(shutdown, child_ends_with_its_parent) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const auto parent = ::fork();
    if (parent == 0) {
        const auto own = ::getpid();
        if (::fork() == 0) {
            ::close(pipe_ends[0]);
            if (!end_with_parent(own)) ::_exit(1);
            ::pause();
            ::_exit(0);
        }
        ::usleep(50'000);
        ::_exit(0);
    }
    ::close(pipe_ends[1]);
    ::waitpid(parent, nullptr, 0);
    char byte = 0;
    EXPECT_EQ(::read(pipe_ends[0], &byte, 1), 0);  // end of file: the grandchild is gone
    ::close(pipe_ends[0]);
}

}  // namespace
}  // namespace dusk
