# crucible_module(name): src/crucible/name/*.cpp as one object library, compiled in unity batches.
# Files that re-include themselves per instruction set (*_simd.cpp) stay on their own.
function(crucible_module name)
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/crucible/${name}/*.cpp")
    if(NOT sources)
        return()
    endif()
    add_library(crucible_${name} OBJECT ${sources})
    target_include_directories(crucible_${name} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    target_compile_definitions(crucible_${name} PRIVATE TOML_HEADER_ONLY=0
                               CRUCIBLE_VERSION="${PROJECT_VERSION}")
    set_target_properties(crucible_${name} PROPERTIES UNITY_BUILD ${CRUCIBLE_UNITY}
                          UNITY_BUILD_BATCH_SIZE 12)
    foreach(source IN LISTS sources)
        if(source MATCHES "(_simd|_wall)\\.cpp$")
            set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
        endif()
        # Kernels are no parsers, and clang takes minutes to instrument them.
        if(CRUCIBLE_FUZZ AND source MATCHES "_simd\\.cpp$")
            set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "-fno-sanitize=all")
        endif()
    endforeach()
endfunction()

# A word of the headers that a program and its plug-ins share: a plug-in of other sources is refused.
set(plugin_headers "")
foreach(module base num data parallel atoms energy training learn)  # what plug-ins may include
    file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/crucible/${module}/*.hpp")
    list(APPEND plugin_headers ${headers})
endforeach()
set(plugin_word "${CMAKE_BINARY_DIR}/generated/crucible/base/plugin_word.inc")
list(JOIN plugin_headers "|" plugin_header_list)
add_custom_command(OUTPUT "${plugin_word}"
    COMMAND ${CMAKE_COMMAND} "-DHEADERS=${plugin_header_list}" "-DOUT=${plugin_word}"
            -P "${CMAKE_SOURCE_DIR}/cmake/plugin_word.cmake"
    DEPENDS ${plugin_headers} "${CMAKE_SOURCE_DIR}/cmake/plugin_word.cmake" VERBATIM)
add_custom_target(crucible_plugin_word DEPENDS "${plugin_word}")

# crucible_plugin(name libraries...): src/crucible/name as libcrucible_name.so beside the program,
# which loads it by name. What it needs of other modules it finds in the program.
function(crucible_plugin name)
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/crucible/${name}/*.cpp")
    add_library(crucible_${name} MODULE ${sources})
    add_dependencies(crucible_${name} crucible_plugin_word)
    target_include_directories(crucible_${name} PRIVATE "${CMAKE_SOURCE_DIR}/src"
                               "${CMAKE_BINARY_DIR}/generated")
    target_link_libraries(crucible_${name} PRIVATE ${ARGN})
    set_target_properties(crucible_${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${CRUCIBLE_BIN_DIR}")
endfunction()
