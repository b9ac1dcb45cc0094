# The sample page in a real browser; skipped (code 77) without node, chromium or web/node_modules.
find_program(NODE node)
find_program(CHROMIUM NAMES chromium chromium-browser google-chrome)
if(NODE)
    add_test(NAME report.browser
             COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/browser.mjs" "$<TARGET_FILE:test_report>"
                     "${CHROMIUM}" "${CMAKE_CURRENT_BINARY_DIR}/report-browser")
    # The pages that newcomers see first, looked at in the same way: what ./dev demo runs, but for
    # molecular dynamics and fits.
    foreach(study polymorphs/study soil/demo synthesis/demo)
        get_filename_component(kind ${study} DIRECTORY)
        add_test(NAME report.demo.${kind} COMMAND sh -c "\"$1\" run \"$2\" -o \"$3/demo\" > /dev/null && exec \"$4\" \"$5\" \"$1\" \"$6\" \"$3\" \"$3/demo/report.html\""
                 demo "$<TARGET_FILE:crucible_program>" "${CMAKE_SOURCE_DIR}/examples/${study}.toml"
                 "${CMAKE_CURRENT_BINARY_DIR}/report-demo-${kind}" "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/browser.mjs" "${CHROMIUM}")
        set_tests_properties(report.demo.${kind} PROPERTIES LABELS slow TIMEOUT 300 SKIP_RETURN_CODE 77)
    endforeach()
    set_tests_properties(report.browser PROPERTIES LABELS slow TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()
