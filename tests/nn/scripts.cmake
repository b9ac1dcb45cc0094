# The plug-in finds the library's symbols in the program that loads it.
set_target_properties(test_nn PROPERTIES ENABLE_EXPORTS ON)
if(TARGET crucible_nn)
    add_dependencies(test_nn crucible_nn)
endif()
