# The target docs, where doxygen is installed (tools/setup --group docs): HTML in docs/html of the
# build. A warning fails it.
find_program(DOXYGEN doxygen)
if(NOT DOXYGEN)
  return()
endif()

set(docs_headers base/result.h backup.h codec/json.h codec/json_line.h database.h erasure.h bulk_load.h
  time/clock.h time/day.h time/instant.h time/when.h
  event/cell.h event/draft.h event/event.h event/sequence.h event/value.h event/vocabulary.h
  state/cell_state.h state/condition.h state/diff.h state/stretch.h state/timeline.h
  query/catalogue.h query/changes.h query/conflicts.h query/diff.h query/find.h query/find_times.h
  query/history.h query/holds.h query/party.h query/question.h query/state.h query/succession.h
  query/timelines.h query/why.h verify/report.h verify/verify.h log/appender.h store/store.h)
list(TRANSFORM docs_headers PREPEND ${PROJECT_SOURCE_DIR}/src/annals/)
list(APPEND docs_headers ${PROJECT_SOURCE_DIR}/tools/c/annals.h ${CMAKE_CURRENT_LIST_DIR}/docs.md)
list(JOIN docs_headers " " docs_input)
configure_file(${CMAKE_CURRENT_LIST_DIR}/Doxyfile.in ${PROJECT_BINARY_DIR}/Doxyfile @ONLY)
add_custom_target(docs COMMAND ${DOXYGEN} ${PROJECT_BINARY_DIR}/Doxyfile VERBATIM)
