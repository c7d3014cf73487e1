#include "annals/draw/svg.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "annals/base/check.h"
#include "annals/draw/page_files.h"
#include "annals/draw/text.h"

namespace annals {
namespace {

constexpr double page_width = 1200;
constexpr double margin = 24;
constexpr double names_width_min = 90;
constexpr double names_width_max = 290;
constexpr double head_height = 66;
constexpr double axis_height = 36;
constexpr double group_height = 34;
constexpr double lane_height = 28;
constexpr double bar_top = 3;
constexpr double bar_height = 17;
constexpr double mark_top = 24;  // of the line that marks stand on
constexpr double others_height = 26;
constexpr double others_top = 14;  // of the line that other events stand on
constexpr std::string_view others_name = "other events";
constexpr double legend_height = 42;
constexpr double text_size = 13;
constexpr double label_size = 12;
constexpr std::size_t lower_axis_lanes = 12;  // from so many on the axis is drawn below too

/// Where things are on the page.
struct Layout {
  double left;  // of the first day
  double width;
  double bottom;  // of the last lane
  DayRange range;

  [[nodiscard]] double x(Day day) const {
    const double at = static_cast<double>((day - range.from).count()) / range.days();
    return left + at * width;
  }
  [[nodiscard]] double right() const { return left + width; }
  /// Within the picture: what goes on beyond it is cut.
  [[nodiscard]] double clipped(const std::optional<Day>& day, double unbounded) const {
    return day ? std::clamp(x(*day), left, right()) : unbounded;
  }
};

class Drawing {
 public:
  Drawing(const Picture& picture, std::span<const Material> materials)
      : picture_{picture}, materials_{materials}, layout_{layout_of()} {}

  [[nodiscard]] std::string draw(std::string_view subtitle) {
    begin(subtitle);
    const double bottom = layout_.bottom;
    grid();
    axis(head_height, false);
    double top = head_height + axis_height;
    for (const Group& group : picture_.groups) {
      add("<g role=\"group\" aria-label=\"{}\">\n", in_markup(group.title));
      if (has_headings()) {
        heading(group, top);
        top += group_height;
      }
      for (const Lane& each : group.lanes) {
        lane(each, top);
        top += lane_height;
      }
      if (!group.others.empty()) {
        others(group, top);
        top += others_height;
      }
      add("</g>\n");
    }
    if (picture_.lanes() >= lower_axis_lanes) axis(bottom, true);
    legend();
    add("</svg>\n");
    return std::move(out_);
  }

 private:
  template <typename... Parts>
  void add(fmt::format_string<Parts...> form, Parts&&... parts) {
    fmt::format_to(std::back_inserter(out_), form, std::forward<Parts>(parts)...);
  }

  [[nodiscard]] const CellStatements& cell_of(const Lane& lane) const {
    return materials_[lane.material].cells[lane.cell];
  }

  /// The title of the picture does where there is one group.
  [[nodiscard]] bool has_headings() const { return picture_.groups.size() > 1; }

  [[nodiscard]] Layout layout_of() const {
    double names = names_width_min;
    double height = 0;
    for (const Group& group : picture_.groups) {
      height += static_cast<double>(group.lanes.size()) * lane_height;
      if (has_headings()) height += group_height;
      if (!group.others.empty()) height += others_height;
      for (const Lane& lane : group.lanes) {
        names = std::max(names, text_width(to_text(cell_of(lane).cell), text_size));
      }
    }
    const double left = margin + std::min(names, names_width_max) + 14;
    return {.left = left,
            .width = page_width - margin - left,
            .bottom = head_height + axis_height + height,
            .range = picture_.range};
  }

  [[nodiscard]] double height() const {
    const bool is_twice = picture_.lanes() >= lower_axis_lanes;
    return layout_.bottom + (is_twice ? axis_height : 6) + legend_height;
  }

  void begin(std::string_view subtitle) {
    add(R"(<svg xmlns="http://www.w3.org/2000/svg" class="annals" viewBox="0 0 {0} {1}" )"
        R"(width="{0}" height="{1}" role="graphics-document document" aria-label="{2}">)"
        "\n",
        page_width, height(), in_markup("Timeline of " + picture_.title));
    add("<style>\n{}</style>\n<defs>\n", page_files::picture_css());
    for (Hue hue = 0; hue <= hue_max; ++hue) {
      add(R"(<pattern id="hatch{0}" class="hatch" width="6" height="6" )"
          R"(patternUnits="userSpaceOnUse"><rect class="h{0}" width="6" height="6"/>)"
          "<path class=\"h{0}\" d=\"M-1.5 1.5l3-3M0 6l6-6M4.5 7.5l3-3\"/></pattern>\n",
          hue);
    }
    fade("in", "0", "1", {});
    fade("out", "1", "0", {});
    fade("both", "0", "0", R"(<stop offset="0.5" stop-color="#fff"/>)");
    add("</defs>\n<rect class=\"ground\" width=\"{}\" height=\"{}\"/>\n", page_width, height());
    const double room = page_width - 2 * margin;
    add("<text class=\"title\" x=\"{}\" y=\"34\">{}</text>\n", margin,
        in_markup(cut_to(picture_.title, room, 18)));
    add("<text class=\"note faint\" x=\"{}\" y=\"54\">{}</text>\n", margin,
        in_markup(cut_to(under_title(subtitle), room, label_size)));
  }

  [[nodiscard]] std::string under_title(std::string_view subtitle) const {
    if (has_headings() || picture_.groups.front().subtitle.empty()) return std::string{subtitle};
    return fmt::format("{} · {}", picture_.groups.front().subtitle, subtitle);
  }

  /// What lets a strip appear, vanish or both where its date is vague.
  void fade(std::string_view name, std::string_view first, std::string_view last,
            std::string_view middle) {
    add(R"(<linearGradient id="ramp-{0}"><stop stop-color="#fff" stop-opacity="{1}"/>{3})"
        "<stop offset=\"1\" stop-color=\"#fff\" stop-opacity=\"{2}\"/></linearGradient>\n"
        R"(<mask id="fade-{0}" maskContentUnits="objectBoundingBox">)"
        "<rect width=\"1\" height=\"1\" fill=\"url(#ramp-{0})\"/></mask>\n",
        name, first, last, middle);
  }

  void grid() {
    for (const Tick& tick : ticks(layout_.range, layout_.width)) {
      add("<path class=\"grid{}\" d=\"M{:.1f} {}V{}\"/>\n", tick.context.empty() ? "" : " begin",
          layout_.x(tick.day), head_height + axis_height - 4, layout_.bottom);
    }
  }

  void axis(double top, bool is_below) {
    const std::vector<Tick> all = ticks(layout_.range, layout_.width);
    const double labels = is_below ? top + 14 : top + axis_height - 10;
    const double contexts = is_below ? top + 29 : top + axis_height - 25;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Tick& tick = all[i];
      const double x = layout_.x(tick.day);
      if (x + text_width(tick.label, label_size) > page_width - 4) continue;
      add("<text class=\"tick\" x=\"{:.1f}\" y=\"{}\">{}</text>\n", x + 3, labels, tick.label);
      if (tick.context.empty() || !has_room(all, i)) continue;
      add("<text class=\"tick context\" x=\"{:.1f}\" y=\"{}\">{}</text>\n", x + 3, contexts,
          tick.context);
    }
  }

  /// Whether the context of a tick ends before the next one begins.
  [[nodiscard]] bool has_room(const std::vector<Tick>& all, std::size_t at) const {
    const auto next = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(at) + 1, all.end(),
                                   [](const Tick& tick) { return !tick.context.empty(); });
    const double end = next == all.end() ? page_width : layout_.x(next->day);
    return layout_.x(all[at].day) + text_width(all[at].context, label_size) * 1.1 + 6 <= end;
  }

  void heading(const Group& group, double top) {
    const double room = page_width - 2 * margin;
    const std::string title = cut_to(group.title, room, text_size * 1.2);
    const double left = room - text_width(title, text_size * 1.2) - 10;
    add(R"(<text x="{}" y="{}"><tspan class="group">{}</tspan>)", margin, top + 24,
        in_markup(title));
    const std::string subtitle = cut_to(group.subtitle, left, label_size);
    if (!subtitle.empty()) {
      add(R"(<tspan class="note faint" dx="10">{}</tspan>)", in_markup(subtitle));
    }
    add("</text>\n");
  }

  void lane(const Lane& lane, double top) {
    const std::string name = to_text(cell_of(lane).cell);
    add("<g role=\"group\" aria-label=\"{}\">\n", in_markup(name));
    add("<path class=\"base\" d=\"M{:.1f} {}H{:.1f}\"/>\n", layout_.left, top + mark_top,
        layout_.right());
    lane_name(cell_of(lane).cell, top);
    for (const Bar& each : lane.bars) bar(each, top);
    for (auto begin = lane.bars.begin(); begin != lane.bars.end();) {
      const auto end = end_of_same(begin, lane.bars.end());
      const double free_to =
          end == lane.bars.end() ? layout_.right() : layout_.clipped(end->days.from, layout_.left);
      bar_label({begin, end}, free_to, top + bar_top + 12.8);
      begin = end;
    }
    for (const Mark& each : lane.marks) {
      if (!is_out(each)) mark(each, words_of(lane, each), top + mark_top);
    }
    add("</g>\n");
  }

  /// What happened in a relationship beside what its lanes show.
  void others(const Group& group, double top) {
    add("<g role=\"group\" aria-label=\"{}\">\n", others_name);
    add("<path class=\"base\" d=\"M{:.1f} {}H{:.1f}\"/>\n", layout_.left, top + others_top,
        layout_.right());
    add("<text class=\"faint\" x=\"{}\" y=\"{}\">{}</text>\n", margin, top + 18, others_name);
    const auto same = [](const Mark& a, const Mark& b) {
      return a.days.from == b.days.from && a.days.to == b.days.to &&
             a.withdrawn.has_value() == b.withdrawn.has_value();
    };
    for (auto begin = group.others.begin(); begin != group.others.end();) {
      // Of marks on top of each other only one is found: it says what all of them say.
      const auto end = std::find_if_not(begin, group.others.end(),
                                        [&](const Mark& each) { return same(each, *begin); });
      std::string words;
      for (const Mark& each : std::span{begin, end}) {
        words += (words.empty() ? "" : "\n") + words_of(group, each);
      }
      mark(*begin, words, top + others_top);
      begin = end;
    }
    add("</g>\n");
  }

  /// `exclusivity:cloud`, the term faint, what tells it from its neighbours not.
  void lane_name(const Cell& cell, double top) {
    const double room = layout_.left - 10 - margin;
    const std::string shown = cut_to(to_text(cell), room, text_size);
    const std::string term = cell.term + ":";
    add(R"(<text x="{}" y="{}">)", margin, top + 16);
    if (!cell.key.empty() && shown.size() > term.size() && shown.starts_with(term)) {
      add(R"(<tspan class="faint">{}</tspan>{})", in_markup(term),
          in_markup(std::string_view{shown}.substr(term.size())));
    } else {
      add("{}", in_markup(shown));
    }
    add("<title>{}</title></text>\n", in_markup(to_text(cell)));
  }

  /// Where a bar lies within the picture; empty if it does not.
  struct Place {
    double from;
    double to;

    [[nodiscard]] double width() const { return to - from; }
  };

  [[nodiscard]] Place place_of(const Bar& bar) const {
    return {.from = layout_.clipped(bar.days.from, layout_.left),
            .to = layout_.clipped(bar.days.to, layout_.right())};
  }

  void bar(const Bar& bar, double top) {
    const auto [from, to] = place_of(bar);
    if (to <= layout_.left || from >= layout_.right()) return;
    const double width = std::max(to - from - 1, 1.5);
    const double each = bar_height / static_cast<double>(bar.strips.size());
    add(R"(<g class="bar"><title>{}</title>)", in_markup(words_of(bar)));
    for (std::size_t i = 0; i < bar.strips.size(); ++i) {
      const double y = top + bar_top + static_cast<double>(i) * each;
      const Strip& strip = bar.strips[i];
      const Hue hue = picture_.hue(strip.value);
      add(R"(<rect class="h{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}")", hue, from, y,
          width, each);
      if (!bar.certain) {
        add(R"( style="fill:url(#hatch{});stroke-dasharray:3 2"{})", hue, mask_of(strip));
      }
      add("/>");
    }
    add("</g>\n");
  }

  static std::string_view mask_of(const Strip& strip) {
    if (strip.begin == Edge::sharp && strip.end == Edge::sharp) return {};
    if (strip.begin == Edge::sharp) return " mask=\"url(#fade-out)\"";
    return strip.end == Edge::sharp ? " mask=\"url(#fade-in)\"" : " mask=\"url(#fade-both)\"";
  }

  using Bars = std::span<const Bar>;
  using BarAt = std::vector<Bar>::const_iterator;

  /// The end of the bars that touch and allow the same one value, surely or possibly.
  static BarAt end_of_same(BarAt begin, BarAt end) {
    auto next = begin + 1;
    while (next != end && begin->strips.size() == 1 && next->strips.size() == 1 &&
           next->days.from == (next - 1)->days.to &&
           next->strips.front().value == begin->strips.front().value) {
      ++next;
    }
    return next;
  }

  /// One label for bars that say the same: in the first certain one where it fits, else in any
  /// where it fits, else behind them if it fits there, else as much as fits in the widest.
  void bar_label(Bars bars, double free_to, double y) {
    constexpr double inset = 5;
    const auto fits = [&](const Bar& bar) {
      return text_width(bar.label, label_size) <= place_of(bar).width() - 2 * inset;
    };
    const auto widest =
        std::ranges::max_element(bars, {}, [&](const Bar& bar) { return place_of(bar).width(); });
    auto shown =
        std::ranges::find_if(bars, [&](const Bar& bar) { return bar.certain && fits(bar); });
    if (shown == bars.end()) shown = std::ranges::find_if(bars, fits);
    const auto sure = std::ranges::find(bars, true, &Bar::certain);
    const Bar& named = sure == bars.end() ? *widest : *sure;
    const double end = place_of(bars.back()).to;
    if (shown != bars.end()) {
      label_text(*shown, shown->label, place_of(*shown).from + inset, y);
    } else if (text_width(named.label, label_size) <= free_to - end - 2 * inset) {
      label_text(named, named.label, end + inset, y);
    } else {
      const Place place = place_of(*widest);
      label_text(*widest, cut_to(widest->label, place.width() - 2 * inset, label_size),
                 place.from + inset, y);
    }
  }

  void label_text(const Bar& bar, const std::string& text, double x, double y) {
    if (text.empty()) return;
    add("<text class=\"label{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
        bar.certain ? "" : " unsure", x, y, in_markup(text));
  }

  static std::string day_text(const std::optional<Day>& day) { return day ? to_text(*day) : "…"; }

  static std::string words_of(const Bar& bar) {
    return fmt::format("{}, from {} to {}{}", bar.label, day_text(bar.days.from),
                       day_text(bar.days.to), bar.certain ? "" : ", possibly");
  }

  [[nodiscard]] const LoggedEvent& event(std::size_t material, Sequence sequence) const {
    const auto& events = materials_[material].events;
    const auto found = std::ranges::lower_bound(events, sequence, {}, &LoggedEvent::sequence);
    check(found != events.end() && found->sequence == sequence, "a mark's event was read");
    return *found;
  }

  [[nodiscard]] std::string words_of(const Lane& lane, const Mark& mark) const {
    const Event& said = event(lane.material, mark.event).event;
    const auto effect = std::ranges::find(said.effects, cell_of(lane).cell, &Assertion::cell);
    check(effect != said.effects.end(), "a mark's event speaks of its cell");
    return words_of(lane.material, mark, is_none(effect->value) ? "ended" : to_text(effect->value));
  }

  [[nodiscard]] std::string words_of(const Group& group, const Mark& mark) const {
    const Event& said = event(group.material, mark.event).event;
    return words_of(group.material, mark, said.note ? said.type + ": " + *said.note : said.type);
  }

  [[nodiscard]] std::string words_of(std::size_t material, const Mark& mark,
                                     std::string_view what) const {
    const Event& said = event(material, mark.event).event;
    std::string words =
        fmt::format("{}: {}, {}", said.effective ? said.effective->text : "…", what, said.id);
    if (said.until) words += ", until " + said.until->text;
    if (said.source && said.source->publisher) words += ", " + *said.source->publisher;
    if (mark.withdrawn) words += ", withdrawn by " + event(material, *mark.withdrawn).event.id;
    return words;
  }

  [[nodiscard]] bool is_out(const Mark& mark) const {
    return (mark.days.to && *mark.days.to <= layout_.range.from) ||
           (mark.days.from && *mark.days.from >= layout_.range.to);
  }

  /// A dot on the day; where the date is vague, a line over the days with a ring at either end.
  void mark(const Mark& mark, std::string_view words, double y) {
    const double from = layout_.clipped(mark.days.from, layout_.left);
    const double to = layout_.clipped(mark.days.to, layout_.right());
    add(R"(<g class="mark{}"><title>{}</title>)", mark.withdrawn ? " withdrawn" : "",
        in_markup(words));
    const bool is_day =
        mark.days.from && mark.days.to && *mark.days.to - *mark.days.from <= std::chrono::days{1};
    if (!is_day) add(R"(<path class="span" d="M{:.1f} {:.1f}H{:.1f}"/>)", from, y, to);
    if (mark.withdrawn) {
      add(R"(<path d="M{:.1f} {:.1f}l6 6m0 -6l-6 6"/>)", from - 3, y - 3);
    } else if (is_day) {
      add(R"(<circle cx="{:.1f}" cy="{:.1f}" r="2.5"/>)", from, y);
    } else {
      if (mark.days.from) ring(from, y);
      if (mark.days.to) ring(to, y);
    }
    add("</g>\n");
  }

  void ring(double x, double y) {
    add(R"(<circle class="hollow" cx="{:.1f}" cy="{:.1f}" r="2.25"/>)", x, y);
  }

  void legend() {
    const double y = height() - 20;
    double x = margin;
    const auto say = [&](std::string_view words) {
      add("<text class=\"note faint\" x=\"{:.0f}\" y=\"{}\">{}</text>\n", x, y, words);
      x += text_width(words, label_size) + 26;
    };
    const auto sample = [&](std::string_view attributes) {
      add(R"(<g class="bar"><rect class="h0" x="{:.0f}" y="{}" width="26" )"
          "height=\"12\"{}/></g>\n",
          x, y - 10, attributes);
      x += 33;
    };
    sample("");
    say("certain");
    sample(R"( style="fill:url(#hatch0);stroke-dasharray:3 2")");
    say("possible");
    sample(" style=\"fill:url(#hatch0);stroke-dasharray:3 2\" mask=\"url(#fade-in)\"");
    say("begins or ends somewhere here");
    add("<g class=\"mark\"><circle cx=\"{:.1f}\" cy=\"{}\" r=\"2.5\"/></g>\n", x + 3, y - 4);
    x += 13;
    say("event");
    add(R"(<g class="mark"><path class="span" d="M{:.1f} {}h20"/>)", x + 3, y - 4);
    ring(x + 3, y - 4);
    ring(x + 23, y - 4);
    add("</g>\n");
    x += 33;
    say("event, date vague");
    add("<g class=\"mark withdrawn\"><path d=\"M{:.1f} {}l6 6m0 -6l-6 6\"/></g>\n", x, y - 7);
    x += 13;
    say("withdrawn");
  }

  const Picture& picture_;
  std::span<const Material> materials_;
  Layout layout_;
  std::string out_;
};

}  // namespace

std::string to_svg(const Picture& picture, std::span<const Material> materials,
                   std::string_view subtitle) {
  return Drawing{picture, materials}.draw(subtitle);
}

}  // namespace annals
