# Lints are tests.
foreach(lint layers size error_codes tutorial)
    add_test(NAME lint.${lint} COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/${lint}.py")
    set_tests_properties(lint.${lint} PROPERTIES LABELS "fast;lint" TIMEOUT 60)
endforeach()
add_test(NAME lint.headers COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/headers.py")
set_tests_properties(lint.headers PROPERTIES LABELS "slow;lint" TIMEOUT 600)
add_test(NAME lint.reference COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/reference.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(lint.reference PROPERTIES LABELS "fast;lint" TIMEOUT 60)
