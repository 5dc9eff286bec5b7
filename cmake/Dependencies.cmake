# Third-party libraries: Debian packages, and the C sources in the npm package c-kzg (c-kzg-4844 and blst).
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL 3 REQUIRED)
find_package(RocksDB REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
find_package(ZLIB REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_library(SECP256K1_LIBRARY secp256k1 REQUIRED)
find_library(GMP_LIBRARY gmp REQUIRED)
find_library(MIMALLOC_LIBRARY mimalloc REQUIRED)
find_library(BROTLIENC_LIBRARY brotlienc REQUIRED)
find_library(BROTLIDEC_LIBRARY brotlidec REQUIRED)

set(DUSK_CKZG_DIR ${CMAKE_SOURCE_DIR}/node_modules/c-kzg/deps)
if(NOT EXISTS ${DUSK_CKZG_DIR}/c-kzg/ckzg.c)
    message(FATAL_ERROR "npm packages are missing: run tools/setup")
endif()
enable_language(ASM)

# blst: its one C file and its assembly, as its own build script has them.
add_library(blst STATIC ${DUSK_CKZG_DIR}/blst/src/server.c ${DUSK_CKZG_DIR}/blst/build/assembly.S)
target_include_directories(blst SYSTEM PUBLIC ${DUSK_CKZG_DIR}/blst/bindings)
# -D__BLST_PORTABLE__: chooses ADX at run time, so that one binary serves every x86-64.
target_compile_options(blst PRIVATE -O2 -D__BLST_PORTABLE__ -fno-builtin -Wno-everything -Wno-unused-command-line-argument)

add_library(ckzg STATIC ${DUSK_CKZG_DIR}/c-kzg/ckzg.c)
target_include_directories(ckzg SYSTEM PUBLIC ${DUSK_CKZG_DIR}/c-kzg)
target_compile_options(ckzg PRIVATE -O2 -Wno-everything)
if(DUSK_SANITIZE MATCHES undefined)
    # blst's header declares functions with other types than its sources define, which UBSan checks.
    target_compile_options(blst PRIVATE $<$<COMPILE_LANGUAGE:C>:-fno-sanitize=function>)
endif()
target_link_libraries(ckzg PUBLIC blst)
