#include <algorithm>

#include <dusk/core/base/result.hpp>
#include <dusk/node/builder/payload_job.hpp>
#include <dusk/platform/log/log.hpp>
#include <dusk/platform/thread/named.hpp>

namespace dusk::builder {
namespace {

/// How often the pool is asked for more: each pass is in order of priority fee, and goes over all
/// senders.
constexpr std::chrono::milliseconds PASS_INTERVAL{50};
/// How often a block that is outbid is made anew at most, and how much of the time that may take.
constexpr std::chrono::milliseconds REBUILD_INTERVAL{200};
constexpr int REBUILD_SHARE = 4;
/// A block that nobody asks for stops growing.
constexpr std::chrono::seconds GROWTH_MAX{12};

}  // namespace

PayloadJob::PayloadJob(engine::Chain& chain, pool::TxnPool& pool, BuildInput input)
    : chain_(chain), pool_(pool), input_(std::move(input)) {}

PayloadJob::~PayloadJob() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    if (worker_.joinable()) worker_.join();
}

std::expected<std::unique_ptr<PayloadJob>, BuildFailure> PayloadJob::start(engine::Chain& chain,
                                                                           pool::TxnPool& pool,
                                                                           BuildInput input) {
    std::unique_ptr<PayloadJob> job(new PayloadJob(chain, pool, std::move(input)));
    DUSK_TRY(draft, Draft::start(chain, pool, job->input_));
    job->draft_ = std::move(draft);
    if (!job->input_.attributes.no_tx_pool)
        job->worker_ = std::thread(named("payload", [raw = job.get()] { raw->work(); }));
    return job;
}

bool PayloadJob::is_stopped() const {
    const std::lock_guard lock(mutex_);
    return stop_;
}

void PayloadJob::note_pass() {
    const std::lock_guard lock(mutex_);
    passed_ = true;
    priority_fees_ = draft_->priority_fees();
    wake_.notify_all();
}

void PayloadJob::work() {
    const auto deadline = Clock::now() + GROWTH_MAX;
    std::optional<std::uint64_t> seen;
    std::optional<std::uint64_t> rebuilt;
    auto next_rebuild = Clock::now();
    while (!is_stopped() && Clock::now() < deadline) {
        if (const auto generation = pool_.generation(); seen != generation) {
            seen = generation;
            draft_->add_best([this] { return is_stopped(); });
        }
        note_pass();
        // Made anew from the same pool it would be the same.
        if (draft_->is_outbid() && rebuilt != seen && Clock::now() >= next_rebuild) {
            rebuilt = seen;
            next_rebuild = rebuild();
            continue;
        }
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, PASS_INTERVAL, [this] { return stop_; });
    }
    note_pass();
}

PayloadJob::Clock::time_point PayloadJob::rebuild() {
    const auto begin = Clock::now();
    auto draft = Draft::start(chain_, pool_, input_);
    if (draft) (*draft)->add_best([this] { return is_stopped(); });
    const auto took = Clock::now() - begin;
    if (draft && (*draft)->priority_fees() > draft_->priority_fees()) {
        log::debug("builder", "block {} was made anew for more fees in {} us",
                   input_.parent.number + 1,
                   std::chrono::duration_cast<std::chrono::microseconds>(took).count());
        draft_ = *std::move(draft);
    }
    return begin + std::max<Clock::duration>(REBUILD_INTERVAL, took * REBUILD_SHARE);
}

void PayloadJob::await_pass() {
    std::unique_lock lock(mutex_);
    if (worker_.joinable()) wake_.wait(lock, [this] { return passed_ || stop_; });
}

u256 PayloadJob::priority_fees() const {
    const std::lock_guard lock(mutex_);
    return priority_fees_;
}

std::expected<std::shared_ptr<const store::ExecutedBlock>, BuildFailure> PayloadJob::seal() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    if (worker_.joinable()) worker_.join();
    if (!sealed_) {
        DUSK_TRY(block, draft_->seal());
        sealed_ = std::move(block);
        draft_.reset();
    }
    return sealed_;
}

}  // namespace dusk::builder
