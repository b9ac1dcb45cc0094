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
    endforeach()
endfunction()
