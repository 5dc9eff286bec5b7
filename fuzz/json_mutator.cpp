// Mutations of JSON that stay JSON, for inputs of one byte and a text: members and elements come,
// go and change places, values become others that parsers care for. Now and then libFuzzer's own
// mutations break the text.
#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include <dusk/core/base/bytes.hpp>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

namespace json = boost::json;

constexpr std::array TEXTS{
    R"(null)",
    R"(true)",
    R"(false)",
    R"(0)",
    R"(-1)",
    R"(1e400)",
    R"(0.5)",
    R"([])",
    R"({})",
    R"("")",
    R"("0x")",
    R"("0x0")",
    R"("0x1")",
    R"("0x01")",
    R"("0x7e")",
    R"("0xg")",
    R"("0x123")",
    R"("latest")",
    R"("pending")",
    R"("earliest")",
    R"("finalized")",
    R"("safe")",
    R"("1s")",
    R"("callTracer")",
    R"("prestateTracer")",
    R"("muxTracer")",
    R"("flatCallTracer")",
    R"("4byteTracer")",
    R"("trace")",
    R"("vmTrace")",
    R"("stateDiff")",
    R"("0x5208")",
    R"("0xffffffffffffffff")",
    R"("0x10000000000000000")",
    R"(18446744073709551615)",
    R"(18446744073709551616)",
    R"(9007199254740993)",
    R"("1000000000000000000")",
    R"("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")",
    R"("0x10000000000000000000000000000000000000000000000000000000000000000")",
    R"("0x0000000000000000000000000000000000000000")",
    R"("0xc000000000000000000000000000000000000001")",
    R"("0x1111111111111111111111111111111111111111111111111111111111111111")",
    R"("0x60003560005260206000f3")",
    R"("@b1")",
    R"("@b2")",
    R"("@t0")",
    R"("@t1")",
    R"("@t2")",
    R"("@x0")",
    R"("@c0")",
    R"("@c1")"};

/// Places of a document that a mutation may change.
struct Places {
    std::vector<json::value*> values;
    std::vector<std::string> names;

    void add(json::value& value) {
        values.push_back(&value);
        if (auto* object = value.if_object()) {
            for (auto& member : *object) {
                names.emplace_back(member.key());
                add(member.value());
            }
        } else if (auto* array = value.if_array()) {
            for (auto& element : *array) add(element);
        }
    }
};

class Mutation {
public:
    Mutation(json::value& root, unsigned seed) : random_(seed) { places_.add(root); }

    void run() {
        auto& value = *pick(places_.values);
        if (auto* object = value.if_object(); object != nullptr && below(3) != 0)
            return change(*object);
        if (auto* array = value.if_array(); array != nullptr && below(3) != 0)
            return change(*array);
        if (auto* text = value.if_string(); text != nullptr && below(3) != 0) return change(*text);
        value = other_value();
    }

private:
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
    template <class T>
    T& pick(std::vector<T>& from) {
        return from[below(from.size())];
    }

    json::value other_value() {
        if (below(2) == 0) return *pick(places_.values);
        return json::parse(TEXTS[below(TEXTS.size())]);
    }

    void change(json::object& object) {
        const auto member = [&] {
            return object.begin() + static_cast<std::ptrdiff_t>(below(object.size()));
        };
        const auto choice = below(4);
        if (choice == 0 && !object.empty()) {
            object.erase(member());
        } else if (choice == 1 && !object.empty()) {
            member()->value() = other_value();
        } else if (choice == 2 && !object.empty()) {
            // Under another name.
            const auto from = member();
            const json::value value = from->value();
            object.erase(from);
            if (!places_.names.empty()) object[pick(places_.names)] = value;
        } else if (!places_.names.empty()) {
            object[pick(places_.names)] = other_value();
        }
    }

    void change(json::array& array) {
        const auto at = [&] {
            return array.begin() + static_cast<std::ptrdiff_t>(below(array.size()));
        };
        const auto choice = below(4);
        if (choice == 0 && !array.empty()) {
            array.erase(at());
        } else if (choice == 1 && !array.empty()) {
            std::swap(*at(), *at());
        } else if (choice == 2 && !array.empty()) {
            *at() = other_value();
        } else {
            auto value = other_value();
            array.insert(array.empty() ? array.begin() : at(), std::move(value));
        }
    }

    void change(json::string& text) {
        std::array<std::uint8_t, 4096> bytes{};
        const auto size = std::min(text.size(), bytes.size() / 2);
        std::copy_n(text.begin(), size, bytes.begin());
        if (below(2) == 0 && size > 2) {
            // Hex stays hex, as long or by a byte shorter or longer.
            bytes[2 + below(size - 2)] = static_cast<std::uint8_t>("0123456789abcdef"[below(16)]);
            const auto choice = below(4);
            text.assign(reinterpret_cast<const char*>(bytes.data()), choice == 0 ? size - 1 : size);
            if (choice == 1) text += "00";
            return;
        }
        const auto now = LLVMFuzzerMutate(bytes.data(), size, bytes.size());
        // Serialising wants text: bytes above ASCII become letters.
        for (std::size_t i = 0; i < now; ++i) bytes[i] &= 0x7f;
        text.assign(reinterpret_cast<const char*>(bytes.data()), now);
    }

    std::minstd_rand random_;
    Places places_;
};

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
    if (size < 2 || seed % 8 == 0) return LLVMFuzzerMutate(data, size, max_size);
    boost::system::error_code error;
    auto root = json::parse({reinterpret_cast<const char*>(data) + 1, size - 1}, error);
    if (error) return LLVMFuzzerMutate(data, size, max_size);
    for (unsigned i = 0; i <= seed / 8 % 3; ++i) Mutation(root, seed + i).run();
    const auto text = json::serialize(root);
    if (text.size() + 1 > max_size) return LLVMFuzzerMutate(data, size, max_size);
    if (seed / 24 % 16 == 0) data[0] = static_cast<std::uint8_t>(seed >> 16);
    std::ranges::copy(text, data + 1);
    return text.size() + 1;
}
