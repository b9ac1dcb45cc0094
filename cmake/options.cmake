# What a person may choose. Optional components: AUTO takes what is there, ON insists, OFF leaves out.
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, RelWithDebInfo or Release" FORCE)
endif()
foreach(component LAMMPS TORCH RSVG GDCM TIFF PYTHON WEB MPI)
    set(CRUCIBLE_WITH_${component} AUTO CACHE STRING "${component}: AUTO, ON or OFF")
    set_property(CACHE CRUCIBLE_WITH_${component} PROPERTY STRINGS AUTO ON OFF)
endforeach()
option(CRUCIBLE_DEVELOPER "Tests, fuzz drivers and benchmarks" ON)
option(CRUCIBLE_UNITY "Compile each module as a few large files" ON)
option(CRUCIBLE_ASSERTIONS "Checks of the standard library" OFF)
option(CRUCIBLE_ONE_TARGET "Each kernel for one instruction set alone" OFF)
option(CRUCIBLE_COVERAGE "Counters of what was reached; needs clang 16 (preset coverage)" OFF)
option(CRUCIBLE_FUZZ "libFuzzer programs instead of tests; needs clang (preset fuzz)" OFF)
set(CRUCIBLE_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Contraction off: results must not depend on which of two builds fused a multiplication.
add_compile_options(-ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                    -Wno-sign-conversion -Wno-missing-field-initializers
                    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # g++ 12 warns of its own std::string (GCC bug 105651)
if(CRUCIBLE_ASSERTIONS)
    add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()
if(CRUCIBLE_SANITIZE)
    add_compile_options(-fsanitize=${CRUCIBLE_SANITIZE} -fno-omit-frame-pointer
                        -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${CRUCIBLE_SANITIZE})
endif()

if(CRUCIBLE_ONE_TARGET)
    # Enough where parsers are looked at, or lines that were reached are counted.
    add_compile_definitions(HWY_COMPILE_ONLY_STATIC)
endif()
if(CRUCIBLE_COVERAGE)
    # The programs know where their counts go: no test leaves files of its own.
    set(counted "-fprofile-instr-generate=${CMAKE_BINARY_DIR}/counts/%m.profraw")
    add_compile_options("${counted}" -fcoverage-mapping)
    add_link_options("${counted}")
endif()
if(CRUCIBLE_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(LLD ld.lld)
if(LLD)
    add_link_options(-fuse-ld=lld)
endif()
# `./dev build` leaves the programs in bin/; other presets keep theirs to themselves.
if(CMAKE_BINARY_DIR STREQUAL "${CMAKE_SOURCE_DIR}/build/release")
    set(CRUCIBLE_BIN_DIR "${CMAKE_SOURCE_DIR}/bin")
else()
    set(CRUCIBLE_BIN_DIR "${CMAKE_BINARY_DIR}/bin")
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/share" "${CMAKE_BINARY_DIR}/share" SYMBOLIC)
endif()
