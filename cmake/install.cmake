# What find_package(annals) reads. src/ and tools/ say themselves what of them is installed.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/annals)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/annalsConfig.cmake.in
  ${PROJECT_BINARY_DIR}/annalsConfig.cmake INSTALL_DESTINATION ${package})
# Before 1.0 a minor version may change the library's interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/annalsConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/annalsConfig.cmake
              ${PROJECT_BINARY_DIR}/annalsConfigVersion.cmake
  DESTINATION ${package} COMPONENT development)
install(EXPORT annalsTargets NAMESPACE annals:: DESTINATION ${package} COMPONENT development)
install(EXPORT annalsCTargets NAMESPACE annals:: DESTINATION ${package} COMPONENT development)
