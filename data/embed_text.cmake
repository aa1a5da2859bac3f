# Turns a text file into C++ string literals to be included as an initialiser.
#   cmake -DINPUT=spec.schema.json -DOUTPUT=spec_schema.inc -P embed_text.cmake
# With -DHASH=FILE that gets its hash in the form of a Content-Security-Policy, "sha256-...", as such a literal.
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

if(NOT DEFINED HASH)
  return()
endif()
# CMake has the digits of a hash in base 16, a policy takes base 64: six of these digits are four of those.
file(SHA256 "${INPUT}" digits)
set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
string(APPEND digits "00")  # 32 bytes, and one to make it a multiple of three
set(base64 "")
foreach(start RANGE 0 65 6)
  string(SUBSTRING "${digits}" ${start} 6 six)
  math(EXPR value "0x${six}")
  foreach(shift 18 12 6 0)
    math(EXPR at "(${value} >> ${shift}) & 63")
    string(SUBSTRING "${alphabet}" ${at} 1 letter)
    string(APPEND base64 "${letter}")
  endforeach()
endforeach()
string(REGEX REPLACE "A$" "=" base64 "${base64}")  # for the byte that is none
file(WRITE "${HASH}" "\"sha256-${base64}\"\n")
