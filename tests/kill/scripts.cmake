# Crash safety of the program as a whole.
add_test(NAME kill.points COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/kill_points.py"
         $<TARGET_FILE:crucible_program>)
add_test(NAME kill.random COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/random_kills.py"
         $<TARGET_FILE:crucible_program> 80)
add_test(NAME kill.full_disk COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/full_disk.py"
         $<TARGET_FILE:crucible_program>)
add_test(NAME kill.fit COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/fit_kills.py"
         $<TARGET_FILE:crucible_program> 20)
add_test(NAME kill.engines COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/engines.py"
         $<TARGET_FILE:crucible_program> 25)
add_test(NAME kill.faults COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/faults.py"
         $<TARGET_FILE:crucible_program> 60,60,20,6,200000 search fit quench)
set_tests_properties(kill.full_disk kill.faults PROPERTIES SKIP_RETURN_CODE 77)
set_tests_properties(kill.points kill.random kill.fit kill.full_disk kill.engines kill.faults PROPERTIES LABELS slow TIMEOUT 1800
                     RUN_SERIAL ON)
