# The molecular-dynamics worker from outside; left out where it is not built.
if(TARGET crucible_md)
    add_test(NAME md.worker COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/worker.py" $<TARGET_FILE:crucible_md>)
    add_test(NAME md.kill COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/random_kills.py"
             $<TARGET_FILE:crucible_md>)
    add_test(NAME md.quench COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/quench.py"
             $<TARGET_FILE:crucible_program> $<TARGET_FILE:crucible_md>)
    add_test(NAME md.slurm COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/slurm.py"
             $<TARGET_FILE:crucible_md> $<TARGET_FILE:crucible_program>)
    set_tests_properties(md.worker PROPERTIES LABELS slow TIMEOUT 600)
    set_tests_properties(md.kill md.quench md.slurm PROPERTIES LABELS slow TIMEOUT 900 SKIP_RETURN_CODE 77
                         RUN_SERIAL ON)
    add_dependencies(test_dynamics crucible_md)
endif()
