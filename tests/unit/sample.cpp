#include "unit/sample.h"

#include <chrono>
#include <filesystem>
#include <utility>

#include "support/must.h"

namespace annals::unit {
namespace {

using support::must;

constexpr Moment first_noon =
    std::chrono::sys_days{std::chrono::year{2026} / 1 / 1} + std::chrono::hours{12};

}  // namespace

Sample::Sample() : clock_{first_noon, std::chrono::days{1}}, database_{clock_} {}

std::uint64_t Sample::add(const Json& event) {
  return must(database_.append(to_line(event))).event.sequence.value;
}

std::uint64_t Sample::set(const Set& event) {
  return add(to_json(event));
}

std::uint64_t Sample::retract(const std::string& id, const std::string& target) {
  return add({{"type", "retracted"}, {"id", id}, {"target", target}, {"reason", "wrong"}});
}

void Sample::put(Column column, std::string_view key, std::string_view value) {
  database_.reopen([&](const std::filesystem::path& path) {
    Store store = must(Store::open(path, Access::write));
    Batch batch = store.batch();
    batch.put(column, key, value);
    if (is_packed(column)) batch.cut(column);
    must(store.commit(std::move(batch)));
  });
}

Json to_json(const Sample::Set& event) {
  const std::size_t colon = event.cell.find(':');
  const bool has_key = colon != std::string::npos;
  Json json{{"type", "term_set"},
            {"id", event.id},
            {"relationship", event.relationship},
            {"term", event.cell.substr(0, colon)},
            {"value", event.value},
            {"effective", event.effective}};
  if (has_key) json["key"] = event.cell.substr(colon + 1);
  return json;
}

}  // namespace annals::unit
