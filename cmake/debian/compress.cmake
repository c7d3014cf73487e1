# What Debian's policy wants of a package: manual pages and changelogs are compressed, and archives
# have no debugging symbols (CPACK_STRIP_FILES leaves archives out).
file(GLOB_RECURSE files ${CPACK_TEMPORARY_DIRECTORY}/*)
foreach(file ${files})
  if(file MATCHES "/share/man/man[1-9]/[^/]+[.][1-9]$|/share/doc/[^/]+/changelog$")
    execute_process(COMMAND gzip -9n ${file} COMMAND_ERROR_IS_FATAL ANY)
  elseif(file MATCHES "[.]a$")
    execute_process(COMMAND strip --strip-debug --enable-deterministic-archives ${file}
      COMMAND_ERROR_IS_FATAL ANY)
  endif()
endforeach()
