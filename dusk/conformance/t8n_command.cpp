#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include <dusk/conformance/fields.hpp>
#include <dusk/conformance/t8n.hpp>

namespace dusk::conformance {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

json::value parse(const std::string& text, const std::string& name) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error) throw T8nError(T8nFault::json, "failed unmarshalling " + name);
    return value;
}

json::value read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw T8nError(T8nFault::io, "failed reading file: " + path);
    return parse(std::string{std::istreambuf_iterator<char>(file), {}}, path);
}

/// What stdin holds: an object with the parts that are not files.
class Stdin {
public:
    json::value part(const std::string& name) {
        if (!value_)
            value_ = parse(std::string{std::istreambuf_iterator<char>(std::cin), {}}, "stdin");
        const auto* found = find(*value_, name);
        return found == nullptr ? json::value() : *found;
    }

private:
    std::optional<json::value> value_;
};

T8nInput read_input(const T8nOptions& options, T8nRules& rules) {
    Stdin standard;
    const auto read = [&](const std::string& path, const std::string& part) {
        return path == "stdin" ? standard.part(part) : read_file(path);
    };
    T8nInput input{.alloc = read(options.input_alloc, "alloc"),
                   .env = read(options.input_env, "env"),
                   .txs = read(options.input_txs, "txs")};
    if (options.input_txs == "stdin" && input.txs.is_null()) input.txs = standard.part("txsRlp");
    if (!options.input_blob_params.empty())
        rules.blob_params = read(options.input_blob_params, "blobParams");
    return input;
}

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text << '\n';
    if (!file.flush()) throw T8nError(T8nFault::io, "failed writing output: " + path.string());
}

/// Parts for the standard streams go out as one object each.
void write_output(const T8nOptions& options, T8nOutput output) {
    json::object standard_output;
    json::object standard_error;
    const auto write = [&](const std::string& target, const char* part, json::value value) {
        if (target.empty()) return;
        if (target == "stdout") {
            standard_output[part] = std::move(value);
        } else if (target == "stderr") {
            standard_error[part] = std::move(value);
        } else {
            write_file(fs::path(options.output_basedir) / target, json::serialize(value));
        }
    };
    write(options.output_alloc, "alloc", std::move(output.alloc));
    write(options.output_result, "result", std::move(output.result));
    write(options.output_body, "body", json::value(output.body));
    if (!standard_output.empty()) std::cout << json::serialize(standard_output) << std::endl;
    if (!standard_error.empty()) std::cerr << json::serialize(standard_error) << std::endl;
}

/// One file for each transaction, named as geth's tool names them.
TraceSinks trace_files(const T8nOptions& options) {
    if (!options.traces) return {};
    return [&](std::size_t index, const Hash32& hash) -> Eip3155Tracer::Sink {
        const auto path = fs::path(options.output_basedir) /
                          ("trace-" + std::to_string(index) + "-" + to_hex(hash) + ".jsonl");
        // Shared: a std::function must be copyable.
        auto file = std::make_shared<std::ofstream>(path, std::ios::binary);
        if (!*file) throw T8nError(T8nFault::io, "failed creating " + path.string());
        return [file](std::string_view text) { *file << text; };
    };
}

}  // namespace

int run_t8n(const T8nOptions& options) {
    const auto fail = [](T8nFault fault, const char* text) {
        const int code = static_cast<int>(fault);
        std::fprintf(stderr, "ERROR(%d): %s\n", code, text);
        return code;
    };
    try {
        auto rules = options.rules;
        const auto input = read_input(options, rules);
        if (!options.output_basedir.empty()) fs::create_directories(options.output_basedir);
        write_output(options, transition(rules, input, options.trace, trace_files(options)));
        return 0;
    } catch (const T8nError& error) {
        return fail(error.fault, error.what());
    } catch (const fs::filesystem_error& error) {
        return fail(T8nFault::io, error.what());
    } catch (const std::exception& error) {
        return fail(T8nFault::json, error.what());
    }
}

}  // namespace dusk::conformance
