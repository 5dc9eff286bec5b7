#include <filesystem>
#include <fstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include <dusk/platform/metrics/metrics.hpp>

namespace dusk::metrics {
namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    file >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double entries_of(const char* folder) {
    std::error_code failure;
    double count = 0;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure))
        ++count;
    return count;
}

}  // namespace

std::shared_ptr<void> add_process_metrics(Registry& registry) {
    const auto cpu = registry.gauge("process_cpu_seconds_total", "Processor time so far");
    const auto resident = registry.gauge("process_resident_memory_bytes", "Memory that is in RAM");
    const auto files = registry.gauge("process_open_fds", "Open file descriptors");
    const auto threads = registry.gauge("process_threads", "Threads");
    return registry.on_collect([=] {
        cpu.set(cpu_seconds());
        resident.set(resident_bytes());
        files.set(entries_of("/proc/self/fd"));
        threads.set(entries_of("/proc/self/task"));
    });
}

}  // namespace dusk::metrics
