# Turns a text file into C++ string literals to be included as an initialiser.
#   cmake -DINPUT=spec.schema.json -DOUTPUT=spec_schema.inc -P embed_text.cmake
cmake_minimum_required(VERSION 3.25)

file(READ "${INPUT}" rest)
if(rest MATCHES "\\)embedded\"")
  message(FATAL_ERROR "${INPUT} holds the delimiter of the literal it is embedded in")
endif()
# A compiler need not take literals above 64 KiB, so they are short; adjacent ones are one.
set(piece_length 4096)
set(literals "")
string(LENGTH "${rest}" length)
while(length GREATER 0)
  string(SUBSTRING "${rest}" 0 ${piece_length} piece)
  string(APPEND literals "R\"embedded(${piece})embedded\"\n")
  string(LENGTH "${piece}" taken)
  string(SUBSTRING "${rest}" ${taken} -1 rest)
  string(LENGTH "${rest}" length)
endwhile()
file(WRITE "${OUTPUT}" "${literals}")
