#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>

#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>
#include <fmt/format.h>

#include <dusk/core/base/endian.hpp>
#include <dusk/platform/profile/symbols.hpp>

namespace dusk::profile {
namespace {

template <class T>
T load_le_at(BytesView file, std::uint64_t offset) {
    return load_le<T>(file.subspan(static_cast<std::size_t>(offset), sizeof(T)));
}

bool holds(BytesView file, std::uint64_t offset, std::uint64_t size) {
    return offset <= file.size() && size <= file.size() - offset;
}

/// A section's place in the file. Offsets are those of Elf64_Shdr.
struct Section {
    std::uint32_t type;
    std::uint64_t offset;
    std::uint64_t size;
    std::uint32_t link;
};

std::optional<Section> section_at(BytesView file, std::uint64_t index) {
    const auto table = load_le_at<std::uint64_t>(file, offsetof(Elf64_Ehdr, e_shoff));
    if (table > file.size() || index > 65'535) return std::nullopt;
    const auto at = table + index * sizeof(Elf64_Shdr);
    if (!holds(file, at, sizeof(Elf64_Shdr))) return std::nullopt;
    const Section out{
        .type = load_le_at<std::uint32_t>(file, at + offsetof(Elf64_Shdr, sh_type)),
        .offset = load_le_at<std::uint64_t>(file, at + offsetof(Elf64_Shdr, sh_offset)),
        .size = load_le_at<std::uint64_t>(file, at + offsetof(Elf64_Shdr, sh_size)),
        .link = load_le_at<std::uint32_t>(file, at + offsetof(Elf64_Shdr, sh_link))};
    if (out.type != SHT_NOBITS && !holds(file, out.offset, out.size)) return std::nullopt;
    return out;
}

std::optional<Section> symbol_table(BytesView file) {
    if (!holds(file, 0, sizeof(Elf64_Ehdr))) return std::nullopt;
    constexpr std::array<std::uint8_t, 5> MAGIC = {0x7f, 'E', 'L', 'F', ELFCLASS64};
    if (!std::ranges::equal(file.first(MAGIC.size()), MAGIC)) return std::nullopt;
    const auto count = load_le_at<std::uint16_t>(file, offsetof(Elf64_Ehdr, e_shnum));
    for (std::uint64_t i = 0; i < count; ++i)
        if (const auto section = section_at(file, i); section && section->type == SHT_SYMTAB)
            return section;
    return std::nullopt;
}

std::string text_at(BytesView strings, std::uint64_t offset) {
    if (offset >= strings.size()) return {};
    const auto rest = strings.subspan(static_cast<std::size_t>(offset));
    const auto end = std::ranges::find(rest, std::uint8_t{0});
    return {rest.begin(), end};
}

std::string readable(const std::string& name) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> out(
        abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), &std::free);
    return status == 0 && out ? std::string(out.get()) : name;
}

std::string library_name(std::uintptr_t address) {
    Dl_info info{};
    // dladdr takes the address as a pointer.
    if (::dladdr(std::bit_cast<const void*>(address), &info) == 0)
        return fmt::format("{:#x}", address);
    if (info.dli_sname != nullptr) return readable(info.dli_sname);
    const std::string_view path = info.dli_fname == nullptr ? "?" : info.dli_fname;
    return fmt::format("{}+{:#x}", path.substr(path.rfind('/') + 1),
                       address - std::bit_cast<std::uintptr_t>(info.dli_fbase));
}

}  // namespace

Symbols Symbols::parse(BytesView file) {
    Symbols out;
    const auto table = symbol_table(file);
    const auto strings = table ? section_at(file, table->link) : std::nullopt;
    if (!strings || strings->type != SHT_STRTAB) return out;
    const auto names = file.subspan(static_cast<std::size_t>(strings->offset),
                                    static_cast<std::size_t>(strings->size));
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table->size; at += sizeof(Elf64_Sym)) {
        const auto symbol = table->offset + at;
        const auto info = load_le_at<std::uint8_t>(file, symbol + offsetof(Elf64_Sym, st_info));
        const auto begin = load_le_at<std::uint64_t>(file, symbol + offsetof(Elf64_Sym, st_value));
        const auto size = load_le_at<std::uint64_t>(file, symbol + offsetof(Elf64_Sym, st_size));
        if (ELF64_ST_TYPE(info) != STT_FUNC || begin == 0 || begin + size < begin) continue;
        const auto name = load_le_at<std::uint32_t>(file, symbol + offsetof(Elf64_Sym, st_name));
        out.functions_.push_back(
            {begin, begin + std::max<std::uint64_t>(size, 1), text_at(names, name)});
    }
    std::ranges::sort(out.functions_, {}, &Function::begin);
    return out;
}

Symbols Symbols::load() {
    std::ifstream file("/proc/self/exe", std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    auto out = parse(as_bytes(content));
    // A program that may be loaded anywhere has addresses relative to where it was.
    Dl_info info{};
    const auto here = std::bit_cast<const void*>(&Symbols::load);
    const bool relative =
        content.size() > sizeof(Elf64_Ehdr) &&
        load_le_at<std::uint16_t>(as_bytes(content), offsetof(Elf64_Ehdr, e_type)) == ET_DYN;
    if (relative && ::dladdr(here, &info) != 0)
        out.base_ = std::bit_cast<std::uintptr_t>(info.dli_fbase);
    return out;
}

std::string Symbols::name(std::uintptr_t address) const {
    const auto wanted = static_cast<std::uint64_t>(address) - base_;
    const auto after = std::ranges::upper_bound(functions_, wanted, {}, &Function::begin);
    if (after != functions_.begin()) {
        const auto& found = *std::prev(after);
        if (wanted < found.end) return readable(found.name);
    }
    return library_name(address);
}

}  // namespace dusk::profile
