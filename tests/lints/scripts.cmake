# Lints are tests.
foreach(lint layers size error_codes tutorial)
    add_test(NAME lint.${lint} COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/${lint}.py")
    set_tests_properties(lint.${lint} PROPERTIES LABELS "fast;lint" TIMEOUT 60)
endforeach()
add_test(NAME lint.headers COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/headers.py")
set_tests_properties(lint.headers PROPERTIES LABELS "slow;lint" TIMEOUT 1800)
foreach(lint reference figures)
    add_test(NAME lint.${lint} COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/${lint}.py"
             $<TARGET_FILE:crucible_program>)
    set_tests_properties(lint.${lint} PROPERTIES LABELS "fast;lint" TIMEOUT 60)
endforeach()
# Links between the pages of docs/ lead somewhere.
find_program(CMARK cmark-gfm)
add_test(NAME lint.site COMMAND sh -c "[ -n \"$2\" ] || { echo 'SKIPPED: no cmark-gfm'; exit 77; }; exec python3 \"$1\" \"$3\"" site
         "${CMAKE_SOURCE_DIR}/docs/write_site" "$<$<BOOL:${CMARK}>:yes>" "${CMAKE_CURRENT_BINARY_DIR}/site")
set_tests_properties(lint.site PROPERTIES LABELS "fast;lint" TIMEOUT 60 SKIP_RETURN_CODE 77)
