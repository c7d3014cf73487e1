#include "c/handle.h"

#include <stdexcept>

#include "support/command.h"

namespace annals::c_test {
namespace {

/// Takes what the library gave, and frees it.
Said take(annals_code code, char* text) {
  Said said{.code = code, .text = text == nullptr ? "" : text};
  annals_free(text);
  return said;
}

}  // namespace

Handle::Handle(const std::string& path, annals_access access) {
  char* text = nullptr;
  const annals_code code = annals_open(path.c_str(), access, &db_, &text);
  opened_ = take(code, text);
}

Handle::~Handle() {
  annals_close(db_);
}

Said Handle::ask(const std::string& question) const {
  char* text = nullptr;
  const annals_code code = annals_ask(db_, question.c_str(), &text);
  return take(code, text);
}

Said Handle::append(const std::string& events) const {
  char* text = nullptr;
  const annals_code code = annals_append(db_, events.c_str(), &text);
  return take(code, text);
}

std::string Library::path(const std::string& name) const {
  return (directory_.path() / name).string();
}

void Library::load_example() const {
  (void)annals({"ingest", ANNALS_EXAMPLES_DIR "/microsoft-openai.jsonl"});
}

std::string Library::annals(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command{ANNALS_CLI, "--db", path(), "--quiet", "--format", "json"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  support::Outcome outcome = support::run_command(command);
  if (!outcome.err.empty() || outcome.out.empty()) throw std::runtime_error{outcome.err};
  outcome.out.pop_back();
  return outcome.out;
}

}  // namespace annals::c_test
