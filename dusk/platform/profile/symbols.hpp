// Names of this program's own functions by address, read from the symbol table of its file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <dusk/core/base/bytes.hpp>

namespace dusk::profile {

class Symbols {
public:
    /// Of the running program. Without a symbol table all functions are without a name.
    static Symbols load();
    /// Of an ELF file for x86-64; addresses are those in the file.
    static Symbols parse(BytesView file);

    /// The readable name of the function at an address of this process; those of shared libraries
    /// come from the dynamic linker. Never empty: "libc.so.6+0x1234", "0x1234".
    std::string name(std::uintptr_t address) const;
    std::size_t size() const noexcept { return functions_.size(); }

private:
    struct Function {
        std::uint64_t begin;
        std::uint64_t end;
        std::string name;  ///< as the linker has it
    };
    std::vector<Function> functions_;  ///< sorted by begin
    std::uint64_t base_ = 0;           ///< where the program stands in memory
};

}  // namespace dusk::profile
