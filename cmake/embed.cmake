# Writes OUTPUT, a C++ source in which the function FUNCTION returns the text of the file INPUT.
file(READ ${INPUT} text)
file(WRITE ${OUTPUT} "#include <string_view>\n\n#include \"${HEADER}\"\n\n"
  "namespace annals {\n\nstd::string_view ${FUNCTION}() {\n  return R\"embedded(${text})embedded\";\n}\n\n"
  "}  // namespace annals\n")
