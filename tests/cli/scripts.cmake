# The program from outside: verbs, exit codes, messages, studies as tests.
add_test(NAME cli COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/cli.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(cli PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME cli.glass_faults COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/glass_faults.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(cli.glass_faults PROPERTIES LABELS fast TIMEOUT 300)
