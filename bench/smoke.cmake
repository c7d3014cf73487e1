# Runs every benchmark for an instant with a small history, so that none can rot unnoticed.
#   cmake -D BENCH=<annals_bench> -D DIRECTORY=<a directory to make and to remove> -P smoke.cmake
file(REMOVE_RECURSE ${DIRECTORY})
file(MAKE_DIRECTORY ${DIRECTORY})
set(ENV{ANNALS_BENCH_DIR} ${DIRECTORY})
set(ENV{ANNALS_BENCH_EVENTS_MAX} 1000)
execute_process(COMMAND ${BENCH} --benchmark_min_time=0.001 RESULT_VARIABLE result)
file(REMOVE_RECURSE ${DIRECTORY})
if(NOT result EQUAL 0)
  message(FATAL_ERROR "annals_bench ended with ${result}")
endif()
