# Tests that are scripts: each module may bring a scripts.cmake of its own.
file(GLOB script_lists CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*/scripts.cmake")
foreach(script_list IN LISTS script_lists)
    include("${script_list}")
endforeach()
