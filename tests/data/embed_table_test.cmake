# Runs data/embed_table.cmake on tables that contradict themselves and compares its messages.
#   cmake -DGENERATOR=data/embed_table.cmake -DWORK=<empty folder> -P embed_table_test.cmake
cmake_minimum_required(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/refusal.cmake")

set(header "instance_type,arch,vcpus,memory_mib,gpus,hypervisor,bare_metal,max_enis,ipv4_per_eni,network_cards,\
default_card,default_card_max_enis,card_max_enis,trunking,branch_enis,price_usd_hour_us_east_1")
set(sources_header "source,repository,path,commit,snapshot,data_date,types,licence")
set(sound "m5.large,amd64,2,8192,0,nitro,0,3,10,1,0,3,3,1,9,0.096")
set(sound_source "vpc-cni,aws/amazon-vpc-cni-k8s,limits.go,b52188387,2026-08-20,2026-08-11,1391,Apache-2.0")
file(MAKE_DIRECTORY "${WORK}")
set(failed FALSE)

# Runs the generator; `output` gets what it said with the layout of CMake's messages taken out.
function(run table sources exit_code output)
  file(WRITE "${WORK}/table.csv" "${table}")
  file(WRITE "${WORK}/sources.csv" "${sources}")
  file(REMOVE "${WORK}/out.inc")
  execute_process(COMMAND "${CMAKE_COMMAND}" -DTABLE=table.csv -DSOURCES=sources.csv -DOUTPUT=out.inc
                          -P "${GENERATOR}"
                  WORKING_DIRECTORY "${WORK}" RESULT_VARIABLE code ERROR_VARIABLE error OUTPUT_VARIABLE out)
  set(${exit_code} "${code}" PARENT_SCOPE)
  set(${output} "${error}" PARENT_SCOPE)
endfunction()

function(expect_errors name table sources)
  run("${table}" "${sources}" code error)
  expect_refusal("${name}" "${code}" "${error}" ${ARGN})
endfunction()

# A table whose second row is wrong.
function(expect_row_error row message)
  expect_errors("${row}" "${header}\n${sound}\n${row}\n" "${sources_header}\n${sound_source}\n"
                "table.csv:3: ${message}")
endfunction()

run("${header}\n${sound}\n" "${sources_header}\n${sound_source}\n" code error)
if(NOT code STREQUAL "0" OR NOT EXISTS "${WORK}/out.inc")
  message(SEND_ERROR "a sound table was refused:\n${error}")
endif()

expect_row_error("m6i.large,amd64,2" "has 3 columns instead of 16")
expect_row_error("" "has 1 columns instead of 16")
expect_row_error("M6i,amd64,2,8192,0,nitro,0,3,10,1,0,3,3,1,9,0.096" "\"M6i\" is not the name of an instance type")
expect_row_error("m6i.large-with-a-name-much-too-long,amd64,2,8192,0,nitro,0,3,10,1,0,3,3,1,9,0.096"
                 "\"m6i.large-with-a-name-much-too-long\" is not the name of an instance type")
expect_row_error("${sound}" "m5.large stands in line 2 already")
expect_row_error("m6i.large,x86,2,8192,0,nitro,0,3,10,1,0,3,3,1,9,0.096"
                 "m6i.large: arch \"x86\" is none of amd64, arm64 and empty")
expect_row_error("m6i.large,amd64,0,8192,0,nitro,0,3,10,1,0,3,3,1,9,0.096"
                 "m6i.large: vcpus \"0\" is not a number from 1 to 999999999 (empty means unknown)")
expect_row_error("m6i.large,amd64,2,8 GiB,0,nitro,0,3,10,1,0,3,3,1,9,0.096"
                 "m6i.large: memory \"8 GiB\" is not a number from 1 to 999999999 (empty means unknown)")
expect_row_error("m6i.large,amd64,2,8192,-1,nitro,0,3,10,1,0,3,3,1,9,0.096"
                 "m6i.large: gpus \"-1\" is not a number from 0 to 65535")
expect_row_error("m6i.large,amd64,2,8192,0,kvm,0,3,10,1,0,3,3,1,9,0.096"
                 "m6i.large: hypervisor \"kvm\" is none of nitro, xen and empty")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,yes,3,10,1,0,3,3,1,9,0.096"
                 "m6i.large: bare_metal \"yes\" is neither 0 nor 1")
expect_row_error("m6i.metal,amd64,2,8192,0,nitro,1,3,10,1,0,3,3,1,9,0.096"
                 "m6i.metal: bare metal has no hypervisor, but the row says nitro")
expect_row_error("m6i.metal,amd64,2,8192,0,,0,3,10,1,0,3,3,1,9,0.096" "m6i.metal: bare_metal 0 contradicts the name")
expect_row_error("m6i.large,amd64,2,8192,0,,1,3,10,1,0,3,3,1,9,0.096" "m6i.large: bare_metal 1 contradicts the name")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,65536,10,1,0,3,3,1,9,0.096"
                 "m6i.large: max_enis \"65536\" is not a number from 0 to 65535")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,4,10,1,0,3,3,1,9,0.096"
                 "m6i.large: max_enis is 4, but card_max_enis adds up to 3")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,3,0,1,0,3,3,1,9,0.096"
                 "m6i.large: a type has at least one network card, one ENI and one address")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,6,10,1,0,3,3;3,1,9,0.096"
                 "m6i.large: network_cards is 1, but card_max_enis lists 2")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,6,10,2,2,3,3;3,1,9,0.096"
                 "m6i.large: default_card is 2, but there are 2 cards")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,7,10,2,1,3,3;4,1,9,0.096"
                 "m6i.large: default_card_max_enis is 3, but card_max_enis gives card 1 4")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,3,10,1,0,3,x,1,9,0.096"
                 "m6i.large: card_max_enis holds \"x\", which is not a number from 0 to 65535")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,3,10,1,0,3,3,0,9,0.096"
                 "m6i.large: 9 branch ENIs without trunking")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,3,10,1,0,3,3,1,0,0.096" "m6i.large: trunking without branch ENIs")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,3,10,1,0,3,3,1,9,0.0"
  "m6i.large: price \"0.0\" is not an amount above 0 with at most 6 decimals (empty means unknown)")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,3,10,1,0,3,3,1,9,1e3"
  "m6i.large: price \"1e3\" is not an amount above 0 with at most 6 decimals (empty means unknown)")
expect_row_error("m6i.large,amd64,2,8192,0,nitro,0,3,10,1,0,3,[3],1,9,0.096"
  "m6i.large: card_max_enis holds \"?3?\", which is not a number from 0 to 65535")

expect_errors("every wrong row is said"
  "${header}\n${sound}\nm6i.large,amd64,2\nm7i.large,x86,2,8192,0,nitro,0,3,10,1,0,3,3,1,9,0.096\n"
  "${sources_header}\n${sound_source}\n"
  "table.csv:3: has 3 columns instead of 16"
  "table.csv:4: m7i.large: arch \"x86\" is none of amd64, arm64 and empty")
string(REPLACE "vcpus" "cpus" other_header "${header}")
expect_errors("a column was renamed" "${other_header}\n${sound}\n" "${sources_header}\n${sound_source}\n"
  "table.csv:1: the columns are not ${header}")
expect_errors("no rows" "${header}\n" "${sources_header}\n${sound_source}\n"
  "table.csv:1: the table has no instance type")
expect_errors("an empty table" "" "${sources_header}\n${sound_source}\n" "table.csv:1: the columns are not ${header}")
expect_errors("no source" "${header}\n${sound}\n" "${sources_header}\n"
  "sources.csv:1: no source has a snapshot date")
expect_errors("a source without a date" "${header}\n${sound}\n" "${sources_header}\na,b,c,d,today,f,1,MIT\n"
  "sources.csv:2: snapshot \"today\" is not a date like 2026-08-21")
