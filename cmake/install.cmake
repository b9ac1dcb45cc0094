# Where an installation has its parts: a wheel keeps all of them beside the Python package, any
# other has bin/, share/crucible and the package of the interpreter that it was built for.
if(SKBUILD)
    set(bin_dir crucible/bin)
    set(share_dir crucible/share)
    set(package_dir crucible)
else()
    include(GNUInstallDirs)
    set(bin_dir ${CMAKE_INSTALL_BINDIR})
    set(share_dir ${CMAKE_INSTALL_DATADIR})
    set(package_dir lib/python3/dist-packages/crucible CACHE STRING "Where the Python package goes")
endif()
foreach(target program md train decode molecules nn pdf)
    if(TARGET crucible_${target})
        install(TARGETS crucible_${target} RUNTIME DESTINATION ${bin_dir} LIBRARY DESTINATION ${bin_dir})
    endif()
endforeach()
install(DIRECTORY share/crucible DESTINATION ${share_dir})
if(TARGET viewer)
    install(FILES "${CRUCIBLE_BIN_DIR}/viewer.js" "${CRUCIBLE_BIN_DIR}/volume.js" DESTINATION ${bin_dir} OPTIONAL)
endif()
if(TARGET crucible_python)
    install(TARGETS crucible_python LIBRARY DESTINATION ${package_dir})
    if(NOT SKBUILD)  # a wheel takes the package by itself
        install(DIRECTORY python/crucible/ DESTINATION ${package_dir}
                FILES_MATCHING PATTERN "*.py" PATTERN "*.pyi" PATTERN "py.typed"
                PATTERN "__pycache__" EXCLUDE)
    endif()
endif()
