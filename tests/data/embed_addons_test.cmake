# Runs data/embed_addons.cmake on tables that contradict themselves and compares its messages.
#   cmake -DGENERATOR=data/embed_addons.cmake -DWORK=<empty folder> -P embed_addons_test.cmake
cmake_minimum_required(VERSION 3.25)

include("${CMAKE_CURRENT_LIST_DIR}/refusal.cmake")

set(header "addon,workload,kind,pods_per_cluster,pods_per_node,host_network,os,not_on,source,revision,note")
set(sound "dns,dns,Deployment,2,0,0,linux,,a/b:c.yaml,0123abc,")
file(MAKE_DIRECTORY "${WORK}")

# Runs the generator on a table.
function(run table exit_code output)
  file(WRITE "${WORK}/table.csv" "${table}")
  file(REMOVE "${WORK}/out.inc")
  execute_process(COMMAND "${CMAKE_COMMAND}" -DTABLE=table.csv -DOUTPUT=out.inc -P "${GENERATOR}"
                  WORKING_DIRECTORY "${WORK}" RESULT_VARIABLE code ERROR_VARIABLE error OUTPUT_VARIABLE out)
  set(${exit_code} "${code}" PARENT_SCOPE)
  set(${output} "${error}" PARENT_SCOPE)
endfunction()

function(expect_errors name table)
  run("${table}" code error)
  expect_refusal("${name}" "${code}" "${error}" ${ARGN})
endfunction()

# A table whose second row is wrong.
function(expect_row_error row message)
  expect_errors("${row}" "${header}\n${sound}\n${row}\n" "table.csv:3: ${message}")
endfunction()

run("${header}\n${sound}\nebs,node,DaemonSet,0,1,1,windows,auto;hybrid,a/b:c.yaml,0123abc,a note\n" code error)
if(NOT code STREQUAL "0" OR NOT EXISTS "${WORK}/out.inc")
  message(SEND_ERROR "a sound table was refused:\n${error}")
endif()

expect_row_error("ebs,node,DaemonSet" "has 3 columns instead of 11")
expect_row_error("" "has 1 columns instead of 11")
expect_row_error("EBS,node,DaemonSet,0,1,0,linux,,a/b:c.yaml,0123abc,"
                 "addon \"EBS\" is not a name as Kubernetes has them")
expect_row_error("ebs,,DaemonSet,0,1,0,linux,,a/b:c.yaml,0123abc," "workload \"\" is not a name as Kubernetes has them")
expect_row_error("${sound}" "dns: dns stands in the line before already")
expect_row_error("dnn,node,DaemonSet,0,1,0,linux,,a/b:c.yaml,0123abc,"
                 "dnn: node comes after \"dns dns\", but rows are sorted")
expect_row_error("ebs,node,DaemonSet,0,-1,0,linux,,a/b:c.yaml,0123abc,"
                 "node: pods_per_node \"-1\" is not a number from 0 to 65535")
expect_row_error("ebs,node,DaemonSet,0,1,yes,linux,,a/b:c.yaml,0123abc,"
                 "node: host_network \"yes\" is neither 0 nor 1")
expect_row_error("ebs,node,DaemonSet,0,1,0,any,,a/b:c.yaml,0123abc," "node: os \"any\" is neither linux nor windows")
expect_row_error("ebs,node,DaemonSet,0,1,0,linux,fargate,a/b:c.yaml,0123abc,"
                 "node: not_on \"fargate\" is none of auto, hybrid, both and empty")
expect_row_error("ebs,node,DaemonSet,0,1,0,linux,,,0123abc," "node: source \"\" is not owner/repository:path")
expect_row_error("ebs,node,DaemonSet,0,1,0,linux,,a/b:c.yaml,," "node: revision \"\" is not a commit")
expect_row_error("ebs,node,DaemonSet,0,1,0,linux,,a/b:c.yaml,0123ab," "node: revision \"0123ab\" is not a commit")
expect_row_error("ebs,node,StatefulSet,1,0,0,linux,,a/b:c.yaml,0123abc,"
                 "node: kind \"StatefulSet\" is neither Deployment nor DaemonSet")
expect_row_error("ebs,node,DaemonSet,1,1,0,linux,,a/b:c.yaml,0123abc,"
                 "node: a DaemonSet has one Pod per node and none per cluster")
expect_row_error("ebs,node,Deployment,0,0,0,linux,,a/b:c.yaml,0123abc,"
                 "node: a Deployment has Pods per cluster and none per node")
expect_row_error("ebs,node,Deployment,1,0,0,linux,auto,a/b:c.yaml,0123abc,"
                 "node: os and not_on restrict DaemonSets, not a Deployment")

string(REPLACE "revision" "date" other_header "${header}")
expect_errors("a column was renamed" "${other_header}\n${sound}\n" "table.csv:1: the columns are not ${header}")
expect_errors("no rows" "${header}\n" "table.csv:1: the table has no add-on")
