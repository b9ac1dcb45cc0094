# The sample page in a real browser; skipped (code 77) without node, chromium or web/node_modules.
find_program(NODE node)
find_program(CHROMIUM NAMES chromium chromium-browser google-chrome)
if(NODE)
    add_test(NAME report.browser
             COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/browser.mjs" "$<TARGET_FILE:test_report>"
                     "${CHROMIUM}" "${CMAKE_CURRENT_BINARY_DIR}/report-browser")
    set_tests_properties(report.browser PROPERTIES LABELS slow TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()
