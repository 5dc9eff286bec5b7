#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dusk/platform/process/child_process.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::process {
namespace {

/// A child that prints without line ends must not grow our memory.
constexpr std::size_t LINE_SIZE_MAX = 64 * 1024;

void read_lines(int descriptor, const ChildProcess::LineSink& sink) {
    std::array<char, 16384> buffer;
    std::string pending;
    while (true) {
        const auto count = ::read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        pending.append(buffer.data(), static_cast<std::size_t>(count));
        std::size_t start = 0;
        for (auto end = pending.find('\n'); end != std::string::npos;
             end = pending.find('\n', start)) {
            sink(std::string_view(pending).substr(start, end - start));
            start = end + 1;
        }
        pending.erase(0, start);
        if (pending.size() > LINE_SIZE_MAX) {
            sink(pending);
            pending.clear();
        }
    }
    if (!pending.empty()) sink(pending);
    ::close(descriptor);
}

[[noreturn]] void become(const std::vector<std::string>& argv, pid_t parent, int output) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(1);  // the parent ended before prctl took hold
    ::setpgid(0, 0);                        // Ctrl-C reaches the supervisor only
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, STDIN_FILENO);
    std::vector<char*> arguments;
    for (const auto& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

int exit_code_of(int wait_status) {
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

}  // namespace

std::expected<std::unique_ptr<ChildProcess>, std::string> ChildProcess::start(
    const std::vector<std::string>& argv, LineSink sink) {
    std::array<int, 2> pipe_ends{};
    if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0)
        return std::unexpected(std::string("pipe: ") + std::strerror(errno));
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) {
        ::close(pipe_ends[0]);
        ::close(pipe_ends[1]);
        return std::unexpected(std::string("fork: ") + std::strerror(errno));
    }
    if (pid == 0) become(argv, parent, pipe_ends[1]);
    ::close(pipe_ends[1]);
    return std::unique_ptr<ChildProcess>(new ChildProcess(pid, pipe_ends[0], std::move(sink)));
}

ChildProcess::ChildProcess(pid_t pid, int output, LineSink sink)
    : pid_(pid), reader_(named("child-output", [output, line_sink = std::move(sink)] {
          read_lines(output, line_sink);
      })) {}

ChildProcess::~ChildProcess() {
    stop(std::chrono::milliseconds{0});
    reader_.join();
}

std::optional<int> ChildProcess::exit_status() {
    int wait_status = 0;
    if (!status_ && ::waitpid(pid_, &wait_status, WNOHANG) == pid_)
        status_ = exit_code_of(wait_status);
    return status_;
}

int ChildProcess::stop(std::chrono::milliseconds grace) {
    if (exit_status()) return *status_;
    ::kill(pid_, SIGTERM);
    const auto deadline = std::chrono::steady_clock::now() + grace;
    while (!exit_status() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    if (!status_) {
        ::kill(pid_, SIGKILL);
        int wait_status = 0;
        while (::waitpid(pid_, &wait_status, 0) < 0 && errno == EINTR) {
        }
        status_ = exit_code_of(wait_status);
    }
    return *status_;
}

std::string own_executable() {
    std::array<char, 4096> path{};
    const auto size = ::readlink("/proc/self/exe", path.data(), path.size());
    return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string{};
}

}  // namespace dusk::process
