// rpc-bench: requests per second of JSON-RPC servers over HTTP, each connection with one request
// under way (keep-alive, no pipelining). One thread on epoll that does little itself: what is
// measured is the server. Several servers are measured in turns, round by round.
//
//   rpc-bench [--connections 1,16] [--seconds 1] [--rounds 3] [--call NAME=BODY]… [--keep-awake 1]
//             NAME=http://IP:PORT[@PID]…
//
// A processor that has nothing to do goes to sleep; that of a virtual machine goes back to the
// host, and takes tens of microseconds to come back, longer than to answer a request. --keep-awake
// gives each processor a thread of the lowest priority that never sleeps (as the kernel's
// idle=poll), so that the servers are measured and not the host.
//
// Prints JSON: for each server, call and number of connections the median over the rounds of
// requests_per_s, and of server_cpu_us a request where a PID tells whose processor time it is.
// Every answer must be a 200 with a result; anything else ends the program with exit code 1.
#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t BUFFER_SIZE = 64 * 1024;
constexpr std::size_t CONNECTIONS_MAX = 1024;
constexpr auto WARM_UP = std::chrono::milliseconds{150};

[[noreturn]] void fail(std::string_view text) {
    fmt::print(stderr, "rpc-bench: {}\n", text);
    std::exit(1);
}

std::uint64_t to_number(std::string_view text, std::string_view what) {
    std::uint64_t out = 0;
    const auto end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, out);
    if (parsed.ec != std::errc{} || parsed.ptr != end) fail(fmt::format("bad {}: {}", what, text));
    return out;
}

struct Call {
    std::string name;
    std::string body;
};

struct Endpoint {
    std::string name;
    std::string authority;
    sockaddr_in address{};
    int pid = 0;
};

/// NAME=http://IP:PORT[@PID]
Endpoint to_endpoint(std::string_view text) {
    Endpoint out;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) fail(fmt::format("no NAME=URL: {}", text));
    out.name = text.substr(0, equals);
    auto url = text.substr(equals + 1);
    if (const auto at = url.find('@'); at != std::string_view::npos) {
        out.pid = static_cast<int>(to_number(url.substr(at + 1), "process id"));
        url = url.substr(0, at);
    }
    constexpr std::string_view SCHEME = "http://";
    if (!url.starts_with(SCHEME)) fail(fmt::format("not an http URL: {}", url));
    out.authority = url.substr(SCHEME.size());
    if (out.authority.ends_with('/')) out.authority.pop_back();
    const auto colon = out.authority.rfind(':');
    if (colon == std::string::npos) fail(fmt::format("no port: {}", url));
    out.address.sin_family = AF_INET;
    const auto port = to_number(std::string_view{out.authority}.substr(colon + 1), "port");
    out.address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (inet_pton(AF_INET, out.authority.substr(0, colon).c_str(), &out.address.sin_addr) != 1)
        fail(fmt::format("not an IP address: {}", out.authority));
    return out;
}

/// Processor time of a process so far, in clock ticks.
std::uint64_t process_ticks(int pid) {
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string text;
    if (!std::getline(file, text)) fail(fmt::format("no process {}", pid));
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string field;
    std::uint64_t ticks = 0;
    for (int i = 0; i < 13 && fields >> field; ++i)
        if (i >= 11) ticks += to_number(field, "processor time");
    return ticks;
}

/// Of this thread.
double processor_time_us() {
    timespec time{};
    (void)::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) * 1e-3;
}

/// A thread on each processor that takes what nobody else wants.
class Awake {
public:
    Awake() {
        for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i)
            threads_.emplace_back([this, i] { run(i); });
    }
    ~Awake() {
        ended_ = true;
        for (auto& thread : threads_) thread.join();
    }

private:
    void run(unsigned processor) const {
        const sched_param priority{};
        cpu_set_t only;
        CPU_ZERO(&only);
        CPU_SET(processor, &only);
        if (::sched_setscheduler(0, SCHED_IDLE, &priority) != 0 ||
            ::sched_setaffinity(0, sizeof only, &only) != 0)
            fail("cannot keep the processors awake");
        while (!ended_.load(std::memory_order_relaxed)) continue;
    }

    std::atomic<bool> ended_ = false;
    std::vector<std::thread> threads_;
};

double to_us(std::uint64_t ticks) {
    return static_cast<double>(ticks) * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// One connection: writes the request, reads one answer, and so on.
class Connection {
public:
    Connection(const Endpoint& endpoint, std::string_view request)
        : request_(request), fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const auto* address = reinterpret_cast<const sockaddr*>(&endpoint.address);
        if (::connect(fd_, address, sizeof endpoint.address) != 0)
            fail(fmt::format("cannot connect to {}", endpoint.authority));
        buffer_.resize(BUFFER_SIZE);
    }
    ~Connection() { ::close(fd_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int fd() const { return fd_; }
    void send() {
        const auto sent = ::send(fd_, request_.data(), request_.size(), MSG_NOSIGNAL);
        if (sent != static_cast<ssize_t>(request_.size())) fail("the server takes no request");
    }
    /// Whether the answer is complete.
    bool receive() {
        const auto count = ::recv(fd_, buffer_.data() + size_, BUFFER_SIZE - size_, 0);
        if (count <= 0) fail("the server has closed a connection");
        size_ += static_cast<std::size_t>(count);
        const std::string_view got(buffer_.data(), size_);
        if (got == last_) {
            size_ = body_end_ = 0;
            return true;
        }
        if (body_end_ == 0 && !read_head(got)) return false;
        if (size_ < body_end_) return false;
        if (size_ > body_end_) fail("the server has sent more than an answer");
        if (got.find(R"("result":)", body_begin_) == std::string_view::npos)
            fail(fmt::format("no result: {}", got.substr(0, 500)));
        last_ = got;
        size_ = body_end_ = 0;
        return true;
    }

private:
    bool read_head(std::string_view got) {
        const auto end = got.find("\r\n\r\n");
        if (end == std::string_view::npos) return false;
        if (!got.starts_with("HTTP/1.1 200")) fail(fmt::format("no 200: {}", got));
        body_begin_ = end + 4;
        body_end_ = body_begin_ + content_length(got.substr(0, end));
        if (body_end_ > BUFFER_SIZE) fail("an answer too large for this program");
        return true;
    }
    static std::size_t content_length(std::string_view head) {
        constexpr std::string_view NAME = "content-length: ";
        for (auto line = head.find("\r\n"); line != std::string_view::npos;
             line = head.find("\r\n", line + 2)) {
            const auto field = head.substr(line + 2, NAME.size());
            if (!std::ranges::equal(field, NAME, [](char a, char b) { return (a | 0x20) == b; }) &&
                field != "Content-Length: ")
                continue;
            const auto value = head.substr(line + 2 + NAME.size());
            return to_number(value.substr(0, value.find('\r')), "content length");
        }
        fail("an answer without Content-Length");
    }

    std::string_view request_;
    int fd_;
    std::string buffer_;
    std::size_t size_ = 0;
    std::size_t body_begin_ = 0;
    std::size_t body_end_ = 0;  ///< 0: the head is not there yet
    std::string last_;          ///< the answer before: one that is the same needs no second look
};

std::string http_request(const Endpoint& endpoint, const Call& call) {
    return fmt::format(
        "POST / HTTP/1.1\r\nHost: {}\r\nUser-Agent: rpc-bench\r\nAccept: */*\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        endpoint.authority, call.body.size(), call.body);
}

struct Figures {
    double requests_per_s = 0;
    double server_cpu_us = 0;
    double client_cpu_us = 0;
};

class Run {
public:
    Run(const Endpoint& endpoint, const Call& call, std::size_t connections)
        : request_(http_request(endpoint, call)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        for (std::size_t i = 0; i < connections; ++i) {
            auto& made =
                *connections_.emplace_back(std::make_unique<Connection>(endpoint, request_));
            epoll_event event{.events = EPOLLIN, .data = {.ptr = &made}};
            if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, made.fd(), &event) != 0) fail("epoll");
            made.send();
        }
    }
    ~Run() { ::close(epoll_); }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    /// Answers received until `end`.
    std::uint64_t until(Clock::time_point end) {
        std::array<epoll_event, CONNECTIONS_MAX> events;
        std::uint64_t answers = 0;
        while (Clock::now() < end) {
            const auto count = ::epoll_wait(epoll_, events.data(), CONNECTIONS_MAX, 1000);
            if (count == 0) fail("the server does not answer");
            for (int i = 0; i < count; ++i) {
                auto& connection =
                    *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
                if (!connection.receive()) continue;
                ++answers;
                connection.send();
            }
        }
        return answers;
    }

private:
    std::string request_;
    int epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;
};

Figures measure(const Endpoint& endpoint, const Call& call, std::size_t connections,
                std::chrono::milliseconds time) {
    Run run(endpoint, call, connections);
    (void)run.until(Clock::now() + WARM_UP);
    const auto server_before = endpoint.pid != 0 ? process_ticks(endpoint.pid) : 0;
    const auto client_before = processor_time_us();
    const auto start = Clock::now();
    const auto answers = static_cast<double>(run.until(start + time));
    const std::chrono::duration<double> took = Clock::now() - start;
    const auto server_after = endpoint.pid != 0 ? process_ticks(endpoint.pid) : 0;
    return {answers / took.count(), to_us(server_after - server_before) / answers,
            (processor_time_us() - client_before) / answers};
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

struct Options {
    std::vector<std::size_t> connections = {1, 16};
    std::chrono::milliseconds time{1000};
    std::size_t rounds = 3;
    bool keep_awake = false;
    std::vector<Call> calls;
    std::vector<Endpoint> endpoints;
};

std::vector<std::size_t> to_numbers(std::string_view text) {
    std::vector<std::size_t> out;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(','));
        const auto number = to_number(part, "number of connections");
        if (number == 0 || number > CONNECTIONS_MAX) fail("connections: 1 to 1024");
        out.push_back(number);
        text.remove_prefix(std::min(part.size() + 1, text.size()));
    }
    return out;
}

Call to_call(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) fail(fmt::format("no NAME=BODY: {}", text));
    return {std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)}};
}

Options read_options(int argc, char** argv) {
    Options out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (!word.starts_with("--")) {
            out.endpoints.push_back(to_endpoint(word));
            continue;
        }
        if (i + 1 == argc) fail(fmt::format("{} wants a value", word));
        const std::string_view value = argv[++i];
        if (word == "--connections")
            out.connections = to_numbers(value);
        else if (word == "--seconds")
            out.time = std::chrono::seconds{to_number(value, "seconds")};
        else if (word == "--rounds")
            out.rounds = std::max<std::size_t>(to_number(value, "rounds"), 1);
        else if (word == "--keep-awake")
            out.keep_awake = to_number(value, "switch") != 0;
        else if (word == "--call")
            out.calls.push_back(to_call(value));
        else
            fail(fmt::format("unknown option {}", word));
    }
    if (out.endpoints.empty()) fail("no server is named");
    if (out.calls.empty())
        out.calls.push_back({"eth_blockNumber",
                             R"({"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]})"});
    return out;
}

/// The rounds of one row of the table.
struct Row {
    const Endpoint& endpoint;
    const Call& call;
    std::size_t connections;
    std::vector<Figures> rounds{};

    double middle(double Figures::* member) const {
        std::vector<double> values;
        for (const auto& figures : rounds) values.push_back(figures.*member);
        return median(std::move(values));
    }
    std::string json() const {
        return fmt::format(
            R"({{"server":"{}","call":"{}","connections":{},"requests_per_s":{:.0f},)"
            R"("server_cpu_us":{:.2f},"client_cpu_us":{:.2f}}})",
            endpoint.name, call.name, connections, middle(&Figures::requests_per_s),
            middle(&Figures::server_cpu_us), middle(&Figures::client_cpu_us));
    }
};

}  // namespace

int main(int argc, char** argv) {
    const auto options = read_options(argc, argv);
    std::optional<Awake> awake;
    if (options.keep_awake) awake.emplace();
    std::vector<Row> rows;
    for (const auto& call : options.calls)
        for (const auto connections : options.connections)
            for (const auto& endpoint : options.endpoints)
                rows.push_back({endpoint, call, connections});
    for (std::size_t round = 0; round < options.rounds; ++round)
        for (auto& row : rows)
            row.rounds.push_back(measure(row.endpoint, row.call, row.connections, options.time));
    for (std::size_t i = 0; i < rows.size(); ++i)
        fmt::print("{}{}{}\n", i == 0 ? "[" : " ", rows[i].json(),
                   i + 1 == rows.size() ? "]" : ",");
}
