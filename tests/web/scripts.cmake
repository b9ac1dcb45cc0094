# The live page: its modules without a browser, its panels against made-up answers, and the program's own server in a
# real browser; skipped (code 77) without node, chromium, web/node_modules or the built page.
find_program(NODE node)
find_program(CHROMIUM NAMES chromium chromium-browser google-chrome)
if(NODE)
    add_test(NAME web.units COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/units.mjs" "${CMAKE_CURRENT_BINARY_DIR}/web-units")
    set_tests_properties(web.units PROPERTIES LABELS fast TIMEOUT 60 SKIP_RETURN_CODE 77)
    add_test(NAME web.page COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/page.mjs" "${CHROMIUM}" "${CMAKE_CURRENT_BINARY_DIR}/web-page")
    add_test(NAME web.serve COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/serve.mjs" "$<TARGET_FILE:crucible_program>" "${CHROMIUM}"
                                    "${CMAKE_CURRENT_BINARY_DIR}/web-serve")
    # Two searches of half a minute each, and the first questions to the rules.
    add_test(NAME web.explorer COMMAND "${NODE}" "${CMAKE_CURRENT_LIST_DIR}/explorer.mjs" "$<TARGET_FILE:crucible_program>" "${CHROMIUM}"
                                       "${CMAKE_CURRENT_BINARY_DIR}/web-explorer")
    set_tests_properties(web.page web.serve web.explorer PROPERTIES LABELS slow TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()
