# The live page from outside: every line of "What is refused" of docs/live.md, and its answers.
add_test(NAME serve.guards COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/guards.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(serve.guards PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME serve.no_network COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/no_network.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(serve.no_network PROPERTIES LABELS fast TIMEOUT 60 SKIP_RETURN_CODE 77)
add_test(NAME serve.answers COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/answers.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(serve.answers PROPERTIES LABELS slow TIMEOUT 300)
