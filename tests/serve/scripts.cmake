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
# Half a minute shows that it works; docs/reliability.md says what came of longer ones.
add_test(NAME serve.soak COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/soak.py"
         $<TARGET_FILE:crucible_program> 0.5)
set_tests_properties(serve.soak PROPERTIES LABELS slow TIMEOUT 300)
