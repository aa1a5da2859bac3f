# What the scripts share that turn a table of comma-separated values into C++: included by them, after which `errors`
# collects what is wrong with the table. No field may hold a comma.

set(errors "")
set(number "^(0|[1-9][0-9]?[0-9]?[0-9]?[0-9]?)$")          # fits 16 bits once compared with 65535

# Notes what is wrong with a line; the caller's scope holds the list.
macro(fail path line)
  string(JOIN "" failure ${ARGN})
  string(APPEND errors "  ${path}:${line}: ${failure}\n")
endmacro()

# Lines of a file as a list. Characters that CMake's lists trip over become ones that no field may hold.
function(read_lines path result)
  file(READ "${path}" text)
  string(REGEX REPLACE "\r\n" "\n" text "${text}")
  string(REGEX REPLACE "\n$" "" text "${text}")
  string(REGEX REPLACE "[][\\]" "?" text "${text}")
  string(REPLACE ";" "|" text "${text}")
  string(REPLACE "\n" ";" text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# Takes the first line off a list of lines; it must name the columns.
macro(take_header path lines)
  string(JOIN "," expected_header ${ARGN})
  list(POP_FRONT ${lines} header)
  if(NOT header STREQUAL expected_header)
    fail("${path}" 1 "the columns are not ${expected_header}")
  endif()
endmacro()

# Sets a variable for each column of a line. `row_read` says whether the line has as many of them.
macro(read_row path line_number line)
  set(row_columns ${ARGN})
  list(LENGTH row_columns row_wanted)
  string(REGEX MATCHALL "," row_commas "${line}")
  list(LENGTH row_commas row_count)
  math(EXPR row_count "${row_count} + 1")
  if(row_count EQUAL row_wanted)
    set(row_read TRUE)
    string(REPLACE "," ";" row_fields "${line}")
    set(row_index 0)
    foreach(row_column IN LISTS row_columns)
      list(GET row_fields ${row_index} ${row_column})
      math(EXPR row_index "${row_index} + 1")
    endforeach()
  else()
    set(row_read FALSE)
    fail("${path}" ${line_number} "has ${row_count} columns instead of ${row_wanted}")
  endif()
endmacro()

# Stops with everything that is wrong.
macro(stop_on_errors table)
  if(NOT errors STREQUAL "")
    message(FATAL_ERROR "The table of ${table} contradicts itself:\n${errors}")
  endif()
endmacro()
