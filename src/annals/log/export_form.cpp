#include "annals/log/export_form.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "annals/log/erased.h"
#include "annals/log/log_reader.h"

namespace annals {

Result<ExportForm> ExportForm::of(const Snapshot& snapshot) {
  ExportForm form{snapshot};
  auto erased = read_erased(snapshot);
  if (!erased) return std::move(erased).error();
  form.erased_ = *std::move(erased);
  return form;
}

bool ExportForm::is_erased(Sequence sequence) const {
  return std::ranges::binary_search(erased_, sequence);
}

Result<std::string> ExportForm::stand_in(Sequence sequence) const {
  std::string name = fmt::format("erased-{}", sequence.value);
  while (true) {
    const auto taken = LogReader{snapshot_}.find(name);
    if (!taken) return taken.error();
    if (!*taken) return name;
    name += '\'';
  }
}

Result<std::string> ExportForm::name_of(Sequence sequence) const {
  if (is_erased(sequence)) return stand_in(sequence);
  auto event = LogReader{snapshot_}.read(sequence);
  if (!event) return std::move(event).error();
  return std::move(event->event.id);
}

Result<Json> ExportForm::line_of_erased(const LoggedEvent& erased) const {
  auto id = stand_in(erased.sequence);
  if (!id) return std::move(id).error();
  const bool retracts = erased.retracts != Sequence{};
  Json json{{"id", *std::move(id)}, {"type", retracts ? retracted_type : noted_type}};
  if (!erased.reach.empty()) json["relationship"] = erased.reach.front();
  if (retracts) {
    auto target = name_of(erased.retracts);
    if (!target) return std::move(target).error();
    json["target"] = *std::move(target);
    json["reason"] = "its reason was erased";
    if (erased.erased->retracted_all_versions) json["versions"] = "all";
  }
  json["known"] = to_text(erased.known.at);
  if (erased.replaces != Sequence{}) {
    auto target = name_of(erased.replaces);
    if (!target) return std::move(target).error();
    json["replaces"] = *std::move(target);
  }
  json["note"] = "stands in for an event that " + erasure_in_words(erased);
  json["recorded"] = to_text(erased.recorded.at);
  json["sequence"] = erased.sequence.value;
  return json;
}

Result<Json> ExportForm::line(const LoggedEvent& event) const {
  if (event.erased) return line_of_erased(event);
  Json json = to_json(event);
  if (is_erased(event.retracts)) {
    auto target = stand_in(event.retracts);
    if (!target) return std::move(target).error();
    json["target"] = *std::move(target);
  }
  if (is_erased(event.replaces)) {
    auto target = stand_in(event.replaces);
    if (!target) return std::move(target).error();
    json["replaces"] = *std::move(target);
  }
  return json;
}

}  // namespace annals
