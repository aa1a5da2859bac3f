# Installs a build to an empty directory, builds the consumer against it, and runs the consumer and the program.
#   cmake -D BUILD=<build directory> -D CONFIG=<configuration> -D COMPILER=... -D FLAGS=... -D WORK=... -P try.cmake

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --config ${CONFIG} --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${WORK}/build -G Ninja
  -D CMAKE_PREFIX_PATH=${WORK}/prefix -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/consumer)
if(PROGRAM)
  run(${WORK}/prefix/bin/cniplan --version)
endif()
file(REMOVE_RECURSE ${WORK})
