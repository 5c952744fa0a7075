# SPDX-License-Identifier: GPL-3.0-or-later
# Shows that a wrong link is a configure error: cmake -DKEYSWITCH_SOURCE=… -DBINARY=… -DCOMPILER=… -DGENERATOR=… -P …
file(REMOVE_RECURSE ${BINARY})
function(configure case exitcode output)
    execute_process(
        COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} -S ${KEYSWITCH_SOURCE}/tests/architecture/refusals -B ${BINARY}
                -DCMAKE_CXX_COMPILER=${COMPILER} -DKEYSWITCH_SOURCE=${KEYSWITCH_SOURCE} -DCASE=${case}
        RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
    string(REGEX REPLACE "[ \n]+" " " out "${out}") # messages are wrapped
    set(${exitcode} ${code} PARENT_SCOPE)
    set(${output} "${out}" PARENT_SCOPE)
endfunction()

configure(right code output)
if(NOT code EQUAL 0)
    message(FATAL_ERROR "a tree that keeps the rules is refused:\n${output}")
endif()
set(sideways "proxy: level 1 may not link Keyswitch::relay of level 1")
set(upwards "proxy: level 1 may not link Keyswitch::service of level 3")
set(undeclared "Keyswitch::pipeline is not declared")
set(window "Qt6::Widgets: nothing below proxy/ may link a GUI module")
set(levelless "LEVEL is missing")
foreach(case sideways upwards undeclared window levelless)
    configure(${case} code output)
    string(FIND "${output}" "${${case}}" found)
    if(code EQUAL 0 OR found EQUAL -1)
        message(FATAL_ERROR "${case}: not refused as it should be (exit code ${code}):\n${output}")
    endif()
    message(STATUS "refused: ${${case}}")
endforeach()
