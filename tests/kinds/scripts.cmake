# Steps whose tests run the whole program; left out where molecular dynamics is not built.
if(TARGET crucible_md)
    add_test(NAME kinds.adapt COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/adapt.py"
             $<TARGET_FILE:crucible_program> $<TARGET_FILE:crucible_md>)
    set_tests_properties(kinds.adapt PROPERTIES LABELS slow TIMEOUT 1800 RUN_SERIAL ON)
    add_test(NAME kinds.melting COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/melting.py"
             $<TARGET_FILE:crucible_program>)
    set_tests_properties(kinds.melting PROPERTIES LABELS slow TIMEOUT 1800 RUN_SERIAL ON)
endif()
add_test(NAME kinds.vasp COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/vasp.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.vasp PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.cohesion COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/cohesion.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.cohesion PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.evaluate COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/evaluate.py"
         $<TARGET_FILE:crucible_program> "${CMAKE_SOURCE_DIR}/../shared/data")
set_tests_properties(kinds.evaluate PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.soil_networks COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/soil_networks.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.soil_networks PROPERTIES LABELS fast TIMEOUT 300)
add_test(NAME kinds.soil COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/soil.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.soil PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.soil_import COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/soil_import.py"
         $<TARGET_FILE:crucible_program> "${CMAKE_SOURCE_DIR}/../shared/data")
set_tests_properties(kinds.soil_import PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.pores COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/pores.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.pores PROPERTIES LABELS fast TIMEOUT 120)
# The processor time of the parser has to run out.
add_test(NAME kinds.molecules_confined COMMAND python3
         "${CMAKE_CURRENT_LIST_DIR}/molecules_confined.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.molecules_confined PROPERTIES LABELS slow TIMEOUT 600)
add_test(NAME kinds.map COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/map.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.map PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.soap COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/soap.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.soap PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.pick COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/pick.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.pick PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.extract COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/extract.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.extract PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.synthesis_routes COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/synthesis_routes.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_routes PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.synthesis_policy COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/synthesis_policy.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_policy PROPERTIES LABELS fast TIMEOUT 240)
add_test(NAME kinds.synthesis_stock COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/synthesis_stock.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_stock PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.synthesis_review COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/synthesis_review.py"
  $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_review PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.synthesis_transforms COMMAND python3
         "${CMAKE_CURRENT_LIST_DIR}/synthesis_transforms.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_transforms PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.synthesis_strategies COMMAND python3
         "${CMAKE_CURRENT_LIST_DIR}/synthesis_strategies.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_strategies PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.synthesis_rule_table COMMAND python3
         "${CMAKE_CURRENT_LIST_DIR}/synthesis_rule_table.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_rule_table PROPERTIES LABELS fast TIMEOUT 120)
foreach(page model-a-glass find-crystals melt-a-metal look-into-soil plan-a-synthesis)
    add_test(NAME kinds.tutorial.${page} COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/tutorial_commands.py"
             $<TARGET_FILE:crucible_program> "${CMAKE_SOURCE_DIR}/docs/tutorials/${page}.md")
    set_tests_properties(kinds.tutorial.${page} PROPERTIES LABELS slow TIMEOUT 900)
endforeach()
add_test(NAME kinds.free_energy COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/free_energy.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.free_energy PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.maps COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/maps.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.maps PROPERTIES LABELS fast TIMEOUT 120)
# Beside scikit-learn, which the distribution's python3 may have; else skipped.
find_program(SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(NOT SYSTEM_PYTHON)
    set(SYSTEM_PYTHON python3)
endif()
add_test(NAME kinds.maps_peer COMMAND "${SYSTEM_PYTHON}" "${CMAKE_CURRENT_LIST_DIR}/maps_peer.py"
         $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.maps_peer PROPERTIES LABELS slow TIMEOUT 600 SKIP_RETURN_CODE 77)
add_test(NAME kinds.hull COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/hull.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.hull PROPERTIES LABELS fast TIMEOUT 120 SKIP_RETURN_CODE 77)
add_test(NAME kinds.search COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/search.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.search PROPERTIES LABELS fast TIMEOUT 120)
add_test(NAME kinds.synthesis_translator COMMAND python3
         "${CMAKE_CURRENT_LIST_DIR}/synthesis_translator.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_translator PROPERTIES LABELS fast TIMEOUT 240
                     SKIP_RETURN_CODE 77)
add_test(NAME kinds.synthesis_compare COMMAND python3
         "${CMAKE_CURRENT_LIST_DIR}/synthesis_compare.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_compare PROPERTIES LABELS fast TIMEOUT 240)
add_test(NAME kinds.synthesis_workbook COMMAND python3
         "${CMAKE_CURRENT_LIST_DIR}/synthesis_workbook.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.synthesis_workbook PROPERTIES LABELS fast TIMEOUT 240)
add_test(NAME kinds.workbook_commands COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/tutorial_commands.py"
         $<TARGET_FILE:crucible_program> "${CMAKE_SOURCE_DIR}/docs/workbook.md")
set_tests_properties(kinds.workbook_commands PROPERTIES LABELS slow TIMEOUT 600)
add_test(NAME kinds.sciences COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/sciences.py" $<TARGET_FILE:crucible_program>)
set_tests_properties(kinds.sciences PROPERTIES LABELS fast TIMEOUT 120)
