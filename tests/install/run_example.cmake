# Builds the project SOURCE in BINARY against the library in PREFIX, runs its PROGRAM with a place
# for a database and ARGUMENT, if there is one, and compares what it prints with SOURCE/expected.txt.
file(REMOVE_RECURSE ${BINARY}/example.db)
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -G Ninja -DCMAKE_PREFIX_PATH=${PREFIX} ${FLAGS}
          --no-warn-unused-cli
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BINARY} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${BINARY}/${PROGRAM} ${BINARY}/example.db ${ARGUMENT}
  OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
file(READ ${SOURCE}/expected.txt expected)
if(NOT printed STREQUAL expected)
  message(FATAL_ERROR "${PROGRAM} printed\n${printed}\nand not\n${expected}")
endif()
