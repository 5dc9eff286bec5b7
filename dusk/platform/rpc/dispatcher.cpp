#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <boost/container/small_vector.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/stream_parser.hpp>
#include <fmt/format.h>

#include <dusk/core/base/check.hpp>
#include <dusk/platform/rpc/dispatcher.hpp>
#include <dusk/platform/rpc/envelope.hpp>
#include <dusk/platform/rpc/invoke.hpp>

namespace dusk::rpc {
namespace {
class Arena;
}  // namespace
}  // namespace dusk::rpc

/// Values in it are dropped with it, not one by one.
template <>
struct boost::json::is_deallocate_trivial<dusk::rpc::Arena> : std::true_type {};

namespace dusk::rpc {
namespace {

/// Enough for most requests, and with its administration a size that malloc has at hand.
constexpr std::size_t ARENA_SIZE = 880;
/// A larger batch of small calls is long work.
constexpr std::size_t QUICK_ITEMS_MAX = 16;

/// Memory for a request's values; the first of it comes with the arena itself, and it ends.
class Arena final : public boost::json::memory_resource {
public:
    explicit Arena(std::size_t size_max) : size_max_(size_max) {}
    std::size_t size() const noexcept { return size_; }

private:
    void* do_allocate(std::size_t size, std::size_t alignment) override {
        if (size > size_max_ - size_) throw std::bad_alloc();
        size_ += size;
        return rest_.allocate(size, alignment);
    }
    void do_deallocate(void*, std::size_t, std::size_t) override {}
    bool do_is_equal(const memory_resource& other) const noexcept override {
        return this == &other;
    }

    alignas(std::max_align_t) unsigned char first_[ARENA_SIZE];
    boost::json::monotonic_resource rest_{first_, sizeof first_};
    const std::size_t size_max_;
    std::size_t size_ = 0;
};

/// One message of a request or batch, and its answer once it has one.
struct Item {
    Envelope envelope;
    const Method* method = nullptr;  ///< null: there is none of this name, or no call
    std::string answer{};
    bool answered = false;
};

class ExchangeImpl final : public Exchange {
public:
    ExchangeImpl(const MethodTable& table, const Limits& limits, Incoming incoming)
        : table_(table), limits_(limits), incoming_(std::move(incoming)) {
        if (limits_.timeout > std::chrono::milliseconds::zero())
            deadline_ = std::chrono::steady_clock::now() + limits_.timeout;
    }
    void parse();

    Pace pace() const noexcept override { return pace_; }
    std::size_t size() const noexcept override { return items_.size(); }
    std::string_view remote() const noexcept override { return incoming_.remote; }
    std::size_t memory() const noexcept override { return memory_; }
    void run() override;
    void expire() override {
        {
            const std::scoped_lock lock(mutex_);
            expired_ = !done_;
        }
        answer_rest({CODE_TIMEOUT, "request timed out", {}});
    }
    void refuse(const Error& error) override { answer_rest(error); }

private:
    bool parse_text();
    void parse_failed();
    void add_items();
    void add_item(const boost::json::value& message);
    void batch_too_large();
    void answer_whole(std::string answer) {
        fixed_answer_ = std::move(answer);
        items_.clear();
    }
    Pace decide_pace() const;
    Result call(const Item& item);
    bool store(Item& item, std::string answer, std::size_t result_size);
    void answer_rest(const Error& error);
    /// Joins the answers; mutex_ held.
    std::string join();
    void end_run();
    void respond(std::string answer);

    const MethodTable& table_;
    const Limits& limits_;
    Incoming incoming_;
    /// Made by moving: to assign it would copy it out of its arena.
    std::optional<boost::json::value> request_;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
    bool is_batch_ = false;
    Pace pace_ = Pace::at_once;
    std::size_t memory_ = 0;
    std::string fixed_answer_;  ///< of a request that calls nothing
    std::vector<SubscriptionPtr> made_;

    std::mutex mutex_;
    boost::container::small_vector<Item, 1> items_;  ///< answers guarded by mutex_
    std::size_t result_bytes_ = 0;                   ///< guarded by mutex_
    std::atomic<bool> done_ = false;                 ///< set under mutex_
    bool expired_ = false;                           ///< guarded by mutex_
};

std::string error_text(const boost::json::value* id, const Error& error) {
    std::string out;
    append_error(out, id, error);
    return out;
}

Pace pace_of(const Item& item) {
    if (!item.envelope.is_call() && !item.envelope.is_notification()) return Pace::at_once;
    if (item.method != nullptr) return item.method->pace;
    return item.envelope.method.ends_with("_subscribe") ? Pace::slow : Pace::at_once;
}

void ExchangeImpl::parse() {
    if (!parse_text()) return parse_failed();
    add_items();
    pace_ = decide_pace();
}

bool ExchangeImpl::parse_text() {
    // Parsed values keep the arena alive: a method may copy them to where they outlive the request.
    const auto& text = incoming_.text;
    const auto arena = boost::json::make_shared_resource<Arena>(
        limits_.json_bytes_min + limits_.json_growth_max * text.size());
    boost::json::parse_options options;
    options.max_depth = limits_.json_depth_max;
    unsigned char scratch[512];
    boost::json::stream_parser parser(arena, options, scratch);
    boost::system::error_code failure;
    parser.reset(arena);
    try {
        // What follows the first value is ignored, as Go's decoder does.
        parser.write_some(text.data(), text.size(), failure);
        if (!failure) parser.finish(failure);
        if (!failure) request_.emplace(parser.release());
    } catch (const std::bad_alloc&) {
        return false;
    }
    memory_ = text.size() + static_cast<const Arena*>(arena.get())->size();
    return !failure;
}

void ExchangeImpl::parse_failed() {
    // An empty message is no message: go-ethereum answers nothing.
    const bool blank = incoming_.text.find_first_not_of(" \t\r\n") == std::string::npos;
    answer_whole(blank ? std::string{} : error_text(nullptr, {CODE_PARSE, "parse error", {}}));
}

void ExchangeImpl::add_items() {
    is_batch_ = request_->is_array();
    if (!is_batch_) return add_item(*request_);
    const auto& messages = request_->get_array();
    if (messages.empty()) return answer_whole(error_text(nullptr, invalid_request("empty batch")));
    if (limits_.batch_items_max != 0 && messages.size() > limits_.batch_items_max)
        return batch_too_large();
    items_.reserve(messages.size());
    for (const auto& message : messages) add_item(message);
}

void ExchangeImpl::add_item(const boost::json::value& message) {
    const auto envelope = read_envelope(message);
    if (envelope.is_response()) return;
    const bool calls = envelope.is_call() || envelope.is_notification();
    items_.push_back({envelope, calls ? table_.find(envelope.method) : nullptr});
}

void ExchangeImpl::batch_too_large() {
    const boost::json::value* id = nullptr;
    for (const auto& message : request_->get_array()) {
        const auto envelope = read_envelope(message);
        if (!envelope.is_call()) continue;
        id = envelope.id;
        break;
    }
    answer_whole("[" + error_text(id, invalid_request("batch too large")) + "]");
}

Pace ExchangeImpl::decide_pace() const {
    auto pace = items_.size() > QUICK_ITEMS_MAX ? Pace::slow : Pace::at_once;
    for (const auto& item : items_) pace = std::max(pace, pace_of(item));
    return pace;
}

void ExchangeImpl::run() {
    for (auto& item : items_) {
        if (done_.load(std::memory_order_relaxed)) break;
        const auto& envelope = item.envelope;
        if (!envelope.is_call() && !envelope.is_notification()) {
            const auto* id = envelope.has_valid_id() ? envelope.id : nullptr;
            store(item, error_text(id, invalid_request("invalid request")), 0);
            continue;
        }
        const auto begin = std::chrono::steady_clock::now();
        auto result = call(item);
        const auto end = std::chrono::steady_clock::now();
        if (incoming_.observer != nullptr)
            incoming_.observer->called(
                item.method != nullptr ? envelope.method : std::string_view{}, end - begin,
                result.has_value());
        // Deadlines looks only now and then: what came late is late all the same.
        if (end >= deadline_) {
            expire();
            break;
        }
        std::string answer;
        std::size_t result_size = 0;
        if (result) {
            append_result(answer, envelope.id, *result);
            result_size = answer.size();
        } else {
            append_error(answer, envelope.id, result.error());
        }
        if (!store(item, std::move(answer), result_size)) break;
    }
    end_run();
}

Result ExchangeImpl::call(const Item& item) {
    const auto& envelope = item.envelope;
    CallContext context{envelope.method, incoming_.remote, deadline_};
    if (pace_ == Pace::waits && incoming_.stop != nullptr) context.stop = *incoming_.stop;
    const Call what{.table = table_,
                    .limits = limits_,
                    .name = envelope.method,
                    .method = item.method,
                    .params = envelope.params,
                    .host = incoming_.host,
                    .made = made_};
    return invoke(what, context);
}

void ExchangeImpl::end_run() {
    std::string answer;
    bool due = false;
    bool expired = false;
    {
        const std::scoped_lock lock(mutex_);
        due = !done_.exchange(true);
        expired = expired_;
        if (due) answer = join();
    }
    if (due) respond(std::move(answer));
    if (incoming_.host == nullptr) return;
    for (const auto& subscription : made_) {
        // A client that was told of a timeout does not know the id.
        if (expired) {
            incoming_.host->remove(subscription->id());
        } else {
            incoming_.host->activate(subscription);
        }
    }
}

bool ExchangeImpl::store(Item& item, std::string answer, std::size_t result_size) {
    {
        const std::scoped_lock lock(mutex_);
        if (done_) return false;
        item.answered = true;
        if (!item.envelope.is_notification()) item.answer = std::move(answer);
        result_bytes_ += result_size;
        if (!is_batch_ || limits_.batch_response_bytes_max == 0 ||
            result_bytes_ <= limits_.batch_response_bytes_max)
            return true;
    }
    answer_rest({CODE_RESPONSE_TOO_LARGE, "response too large", {}});
    return false;
}

void ExchangeImpl::answer_rest(const Error& error) {
    std::string answer;
    {
        const std::scoped_lock lock(mutex_);
        if (done_.exchange(true)) return;
        for (auto& item : items_) {
            if (std::exchange(item.answered, true) || item.envelope.is_notification()) continue;
            item.answer = error_text(item.envelope.id, error);
        }
        answer = join();
    }
    respond(std::move(answer));
}

std::string ExchangeImpl::join() {
    if (!fixed_answer_.empty()) return std::move(fixed_answer_);
    if (!is_batch_) return items_.empty() ? std::string{} : std::move(items_.front().answer);
    std::string out;
    for (const auto& item : items_) {
        if (item.answer.empty()) continue;
        out += out.empty() ? "[" : ",";
        out += item.answer;
    }
    if (!out.empty()) out += ']';
    return out;
}

void ExchangeImpl::respond(std::string answer) {
    auto to = std::move(incoming_.respond);
    to(std::move(answer));
}

}  // namespace

std::shared_ptr<Exchange> begin(const MethodTable& table, const Limits& limits, Incoming incoming) {
    auto exchange = std::make_shared<ExchangeImpl>(table, limits, std::move(incoming));
    exchange->parse();
    return exchange;
}

std::string handle(const MethodTable& table, std::string_view text, const Limits& limits,
                   SubscriptionHost* host) {
    std::string out;
    const auto exchange =
        begin(table, limits,
              {.text = std::string{text}, .host = host, .respond = [&](std::string answer) {
                   out = std::move(answer);
               }});
    exchange->run();
    return out;
}

}  // namespace dusk::rpc
