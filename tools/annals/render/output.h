#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "../context.h"
#include "annals/codec/json.h"
#include "terminal.h"

namespace annals::cli {

/// An answer in every form that it can be printed in.
struct Output {
  Json document;                     ///< the whole answer
  std::vector<Json> rows;            ///< its main list
  std::vector<std::string> columns;  ///< of the CSV; `source.title` is a part of a part
  std::function<std::string(const Terminal&)> table;
};

/// The items of a document's list.
[[nodiscard]] std::vector<Json> rows_of(const Json& document, std::string_view list);

/// The same, each with what else is in the document in front.
[[nodiscard]] std::vector<Json> rows_in_context(const Json& document, std::string_view list);

/// Prints to standard output, and says what to exit with: `code`, or `no_access` where that cannot
/// be written.
[[nodiscard]] ExitCode print_text(std::string_view text, ExitCode code = ExitCode::done);

/// The same of an answer, in the form that the user wants.
[[nodiscard]] ExitCode print(const Globals& globals, const Output& output,
                             ExitCode code = ExitCode::done);

}  // namespace annals::cli
