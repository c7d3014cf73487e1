# cpack -G DEB: two packages for Debian 12, annals (the program, SQLite's module, libannals.so, manual
# pages, completions, examples) and annals-dev (headers, static libraries, what find_package reads).
# tools/package builds and checks them.
set(ANNALS_MAINTAINER "The annals authors <annals@example.org>" CACHE STRING
  "Who answers for the packages")

set(doc ${CMAKE_INSTALL_DATADIR}/doc/annals)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/debian/copyright README.md GUIDE.md DESTINATION ${doc})
install(FILES CHANGELOG.md DESTINATION ${doc} RENAME changelog)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/debian/lintian-overrides
  DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME annals)
install(DIRECTORY examples DESTINATION ${doc} USE_SOURCE_PERMISSIONS
  PATTERN __pycache__ EXCLUDE)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/debian/copyright
  DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/annals-dev COMPONENT development)
install(FILES CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/annals-dev RENAME changelog
  COMPONENT development)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "event-sourced timeline database for business relationships")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian/compress.cmake)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${ANNALS_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME annals)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/debian/triggers)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "sqlite3, python3")
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION
"annals keeps what was said about relationships between businesses, by whom and
when, and answers what was true on a date, as it was known on a date, how
certain that is, and why.

The package has the command, a module with the same tables for SQLite, and the
library libannals.so for C, Python and whatever calls C.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME annals-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# What find_package(annals) looks for in turn.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "annals (= ${PROJECT_VERSION}), libcsv-dev, libflatbuffers-dev, libfmt-dev, librocksdb-dev, libsimdjson-dev, libssl-dev, libzstd-dev, nlohmann-json3-dev, pkg-config")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
"Headers, static libraries and CMake files to put annals into a program in C++20
or C.")

include(CPack)
cpack_add_component_group(program)
cpack_add_component_group(development)
cpack_add_component(Unspecified GROUP program)
cpack_add_component(library GROUP program)
cpack_add_component(development GROUP development)
