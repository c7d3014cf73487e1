#include <array>
#include <utility>

#include "annals/codec/json.h"
#include "annals/index/history_index.h"
#include "annals/sql/parties_of.h"
#include "annals/sql/tables.h"

namespace annals::sql {
namespace {

enum Place : std::size_t { relationship_place, parties_place, first_place, last_place };

constexpr std::array columns{TableColumn{.name = "relationship", .type = "TEXT", .use = Use::equal},
                             TableColumn{.name = "parties", .type = "TEXT"},
                             TableColumn{.name = "first", .type = "INTEGER"},
                             TableColumn{.name = "last", .type = "INTEGER"}};
static_assert(columns.size() == last_place + 1);

class RelationshipRows final : public Rows {
 public:
  RelationshipRows(const Reading& reading, const std::string* only) : reading_{reading} {
    if (only != nullptr) only_ = *only;
  }

  [[nodiscard]] Result<bool> next() override {
    if (only_ && started_) return false;
    auto range = only_ ? read_relationship(snapshot(), *only_, basis())
                       : read_relationship_after(snapshot(), range_.relationship, basis());
    started_ = true;
    if (!range) return std::move(range).error();
    if (!range->has_value()) return false;
    range_ = **std::move(range);
    auto links = read_parties_of(snapshot(), range_.relationship, basis());
    if (!links) return std::move(links).error();
    links_ = *std::move(links);
    ++reading_.reads->relationships;
    return true;
  }

  [[nodiscard]] SqlValue column(std::size_t column) const override {
    switch (column) {
      case relationship_place:
        return range_.relationship;
      case parties_place:
        return parties();
      case first_place:
        return to_sql(range_.first);
      default:
        return to_sql(range_.last);
    }
  }

  [[nodiscard]] std::int64_t id() const override { return row_id({range_.relationship}); }

 private:
  [[nodiscard]] const Snapshot& snapshot() const { return reading_.view->snapshot; }
  [[nodiscard]] Sequence basis() const { return reading_.view->scope.horizon.basis; }

  [[nodiscard]] SqlValue parties() const {
    Json names = Json::array();
    for (const PartyLink& link : links_) names.push_back(link.party);
    return to_line(names);
  }

  Reading reading_;
  std::optional<std::string> only_;
  bool started_ = false;
  RelationshipRange range_;
  std::vector<PartyLink> links_;
};

Estimate estimate(Plan& plan, double events) {
  if (plan.has_equal(relationship_place)) return {.rows = 1, .at_most_one = true};
  constexpr double events_of_relationship = 100;
  return {.rows = 1 + events / events_of_relationship};
}

OpenedRows open(const Reading& reading, const Request& request) {
  return opened<RelationshipRows>(reading, request.equal_text(relationship_place));
}

}  // namespace

const Table relationships_table{.name = "relationships",
                                .columns = columns,
                                .ordered_by = 1,
                                .reversible = false,
                                .estimate = estimate,
                                .open = open};

}  // namespace annals::sql
