#include <mutex>

#include <gtest/gtest.h>

#include <dusk/platform/process/child_process.hpp>

namespace dusk::process {
namespace {

struct Lines {
    std::mutex mutex;
    std::vector<std::string> all;
    ChildProcess::LineSink sink() {
        return [this](std::string_view line) {
            const std::lock_guard lock(mutex);
            all.emplace_back(line);
        };
    }
};

int wait_for(ChildProcess& child) {
    while (!child.exit_status()) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    return *child.exit_status();
}

TEST(child_process, gives_lines_of_both_streams_and_the_exit_code) {
    Lines lines;
    auto child =
        ChildProcess::start({"/bin/sh", "-c", "echo one; echo two >&2; exit 3"}, lines.sink());
    ASSERT_TRUE(child);
    EXPECT_EQ(wait_for(**child), 3);
    child->reset();
    EXPECT_EQ(lines.all, (std::vector<std::string>{"one", "two"}));
}

TEST(child_process, a_missing_program_exits_with_127) {
    Lines lines;
    auto child = ChildProcess::start({"/no/such/program"}, lines.sink());
    ASSERT_TRUE(child);
    EXPECT_EQ(wait_for(**child), 127);
}

TEST(child_process, a_child_that_ignores_sigterm_is_killed_after_the_grace) {
    Lines lines;
    auto child = ChildProcess::start(
        {"/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"}, lines.sink());
    ASSERT_TRUE(child);
    while (true) {
        const std::lock_guard lock(lines.mutex);
        if (!lines.all.empty()) break;
    }
    EXPECT_EQ((*child)->stop(std::chrono::milliseconds{100}), 128 + 9);
}

}  // namespace
}  // namespace dusk::process
