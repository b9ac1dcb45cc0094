# Training on several ranks, from outside; left out where the worker is not built.
if(TARGET crucible_train)
    add_test(NAME training.ranks COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/ranks.py"
             $<TARGET_FILE:crucible_program> $<TARGET_FILE:crucible_train>)
    set_tests_properties(training.ranks PROPERTIES LABELS slow TIMEOUT 900 RUN_SERIAL ON)
endif()
