#include <latch>

#include <gtest/gtest.h>

#include <dusk/platform/http/workers.hpp>

namespace dusk::http {
namespace {

TEST(workers, start_threads_while_there_is_work_for_them) {
    Workers workers("test", 3, 100);
    std::latch running(3);
    std::latch done(3);
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(workers.post([&] {
            running.arrive_and_wait();  // each needs a thread of its own
            done.count_down();
        }));
    done.wait();
}

TEST(workers, the_queue_is_bounded) {
    Workers workers("test", 1, 1);
    std::latch started(1);
    std::latch release(1);
    ASSERT_TRUE(workers.post([&] {
        started.count_down();
        release.wait();
    }));
    started.wait();
    bool ran = false;
    ASSERT_TRUE(workers.post([&] { ran = true; }));
    Workers::Work refused = [] {};
    EXPECT_FALSE(workers.post(std::move(refused)));
    EXPECT_TRUE(refused);  // NOLINT(bugprone-use-after-move): it says so
    std::latch last(1);
    release.count_down();
    while (!workers.post([&] { last.count_down(); })) std::this_thread::yield();
    last.wait();
    EXPECT_TRUE(ran);
}

TEST(workers, what_is_queued_is_dropped_at_the_end) {
    Workers workers("test", 1, 100);
    std::latch started(1);
    std::latch release(1);
    ASSERT_TRUE(workers.post([&] {
        started.count_down();
        release.wait();
    }));
    started.wait();
    const auto held = std::make_shared<int>();
    ASSERT_TRUE(workers.post([held] {}));
    EXPECT_EQ(held.use_count(), 2);
    std::thread stopper([&] { workers.stop(); });
    while (workers.post([] {})) std::this_thread::yield();
    release.count_down();
    stopper.join();
    EXPECT_EQ(held.use_count(), 1);
    EXPECT_FALSE(workers.post([] {}));
}

}  // namespace
}  // namespace dusk::http
