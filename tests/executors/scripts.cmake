# Work items in other places: ranks of a launcher, arrays of Slurm.
add_test(NAME executors.ranks COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/ranks.py"
         $<TARGET_FILE:crucible_program>)
add_test(NAME executors.slurm COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/slurm.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(executors.ranks executors.slurm PROPERTIES LABELS slow TIMEOUT 900 SKIP_RETURN_CODE 77
                     RUN_SERIAL ON)
add_test(NAME executors.dry_run COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/dry_run.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(executors.dry_run PROPERTIES LABELS fast TIMEOUT 120)
