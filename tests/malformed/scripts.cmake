# Malformed input of every kind, as people hand it over: what the program says about each.
add_test(NAME malformed COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/run.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(malformed PROPERTIES LABELS fast TIMEOUT 300)
add_test(NAME malformed.damaged COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/damaged.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(malformed.damaged PROPERTIES LABELS fast TIMEOUT 300)
