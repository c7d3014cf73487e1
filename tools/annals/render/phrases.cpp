#include "phrases.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "annals/log/erased.h"
#include "annals/time/day.h"

namespace annals::cli {
std::string alternatives(const std::vector<Value>& values) {
  std::string text;
  for (const Value& value : values) text += (text.empty() ? "" : " | ") + to_text(value);
  return text;
}

TableCell certainty(const Value& value, bool certain, const std::vector<Value>& possible) {
  if (!certain) {
    return {.text = fmt::format("◐ possible: {}", alternatives(possible)), .style = Style::warning};
  }
  if (is_none(value)) return {.text = "○ ended", .style = Style::faint};
  return {.text = "● certain", .style = Style::good};
}

TableCell value_cell(const Value& value) {
  return {.text = to_text(value), .style = is_none(value) ? Style::faint : Style::plain};
}

std::string since(const CellAnswer& cell) {
  const std::string written = text_or_dash(cell.event.event.effective);
  if (!cell.held_since || is_none(cell.state.value)) return written;
  const auto& effective = cell.event.event.effective;
  const Day held = *cell.held_since;
  const bool says_more =
      !effective || effective->first.at == unbounded_below || held != day_of(effective->first.at);
  return says_more ? fmt::format("{} (held since {})", written, to_text(held)) : written;
}

std::string source(const Event& event) {
  if (!event.source) return "–";
  const auto& from = *event.source;
  std::string text = from.publisher.value_or(from.title.value_or(from.url.value_or("")));
  if (from.published) text += (text.empty() ? "" : ", ") + *from.published;
  return text.empty() ? "–" : text;
}

std::string text_or_dash(const std::optional<EffectiveWhen>& when) {
  return when ? when->text : "–";
}

std::string gist(const Event& event) {
  if (const auto retraction = retraction_of(event)) {
    return fmt::format("withdraws {}{}: {}", retraction->target,
                       retraction->all_versions ? " and all that it replaces" : "",
                       retraction->reason);
  }
  std::string text;
  for (const Assertion& effect : event.effects) {
    text += text.empty() ? "" : "; ";
    text += is_none(effect.value)
                ? fmt::format("{} ended", to_text(effect.cell))
                : fmt::format("{} = {}", to_text(effect.cell), to_text(effect.value));
  }
  if (event.replaces)
    text += fmt::format("{}replaces {}", text.empty() ? "" : "; ", *event.replaces);
  if (!text.empty()) return text;
  return event.note ? fmt::format("{}: {}", event.type, *event.note) : event.type;
}

std::string gist(const LoggedEvent& logged) {
  return logged.erased ? erasure_in_words(logged) : gist(logged.event);
}

std::string name_of(const LoggedEvent& logged) {
  return logged.erased ? fmt::format("#{}", logged.sequence.value) : logged.event.id;
}

std::string in_words(const std::vector<std::string>& conditions) {
  return fmt::format("{}", fmt::join(conditions, " and "));
}

std::string title(const Terminal& terminal, std::string_view asked,
                  const PerspectiveOptions& perspective, const Json& basis) {
  constexpr std::size_t digits = 12;
  const auto& [only, without] = perspective.sources;
  std::string from;
  if (perspective.known) from += fmt::format(", as known on {}", *perspective.known);
  if (!only.empty()) from += fmt::format(", by {} alone", fmt::join(only, " and "));
  if (!without.empty()) from += fmt::format(", without {}", fmt::join(without, " and "));
  const std::string text =
      fmt::format("{}{} (basis {}, {}…)", asked, from, basis["sequence"].get<std::uint64_t>(),
                  basis["hash"].get<std::string>().substr(0, digits));
  return styled(terminal, Style::heading, printable(text)) + "\n\n";
}

std::string relative_to(Day from, Day day) {
  const auto [earlier, later] = std::minmax(from, day);
  const std::chrono::year_month_day first{earlier};
  const std::chrono::year_month_day last{later};
  constexpr int months_of_year = 12;
  constexpr int days_of_week = 7;
  constexpr int weeks_shown_from = 2 * days_of_week;
  int months = (static_cast<int>(last.year()) - static_cast<int>(first.year())) * months_of_year +
               static_cast<int>(static_cast<unsigned>(last.month())) -
               static_cast<int>(static_cast<unsigned>(first.month()));
  if (last.day() < first.day()) --months;
  const auto days = (later - earlier).count();
  const auto said = [&](auto count, std::string_view unit) {
    const std::string_view many = count == 1 ? "" : "s";
    return day < from ? fmt::format("{} {}{} ago", count, unit, many)
                      : fmt::format("in {} {}{}", count, unit, many);
  };
  if (days == 0) return "on that day";
  if (months >= months_of_year) return said(months / months_of_year, "year");
  if (months >= 1) return said(months, "month");
  if (days >= weeks_shown_from) return said(days / days_of_week, "week");
  return said(days, "day");
}

}  // namespace annals::cli
