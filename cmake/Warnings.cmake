# Warnings are errors in our own code; third-party headers come in as system includes.
add_library(dusk_options INTERFACE)
target_include_directories(dusk_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(dusk_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Werror>
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-c23-extensions> # #embed
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-designated-field-initializers> # defaults are meant
)
if(DUSK_SANITIZE)
    # PURE code has no RTTI, which UBSan's check of dynamic types reads.
    add_compile_options(-fsanitize=${DUSK_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
    string(REPLACE ",fuzzer-no-link" "" link_sanitizers "${DUSK_SANITIZE}")
    add_link_options(-fsanitize=${link_sanitizers})
endif()
