# The Python package, by the interpreter that it was built for.
if(TARGET crucible_python)
    foreach(part core ase estimators volumes)
        add_test(NAME python.${part} COMMAND ${Python_EXECUTABLE} "${CMAKE_CURRENT_LIST_DIR}/test_${part}.py")
        set_tests_properties(python.${part} PROPERTIES LABELS fast TIMEOUT 300 ENVIRONMENT
                             "PYTHONPATH=${CRUCIBLE_PYTHON_DIR};CRUCIBLE_PROGRAM=$<TARGET_FILE:crucible_program>")
    endforeach()
endif()
if(TARGET crucible_python)
    add_test(NAME python.stubs COMMAND ${Python_EXECUTABLE} "${CMAKE_SOURCE_DIR}/python/write_stubs.py" --check)
    set_tests_properties(python.stubs PROPERTIES LABELS fast TIMEOUT 60 ENVIRONMENT
                         "PYTHONPATH=${CRUCIBLE_PYTHON_DIR};CRUCIBLE_PROGRAM=$<TARGET_FILE:crucible_program>")
endif()
if(TARGET crucible_python)
    # melting.ipynb takes three CPU minutes: ./dev validate
    add_test(NAME python.notebooks COMMAND "${Python_EXECUTABLE}" execute.py glass.ipynb polymorphs.ipynb soil.ipynb synthesis.ipynb
             WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}/docs/notebooks")
    set_tests_properties(python.notebooks PROPERTIES LABELS slow TIMEOUT 900 ENVIRONMENT
                         "PYTHONPATH=${CRUCIBLE_PYTHON_DIR};CRUCIBLE_PROGRAM=$<TARGET_FILE:crucible_program>")
endif()
