# The program from outside: verbs, exit codes, messages, studies as tests.
add_test(NAME cli COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/cli.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(cli PROPERTIES LABELS fast TIMEOUT 120)
