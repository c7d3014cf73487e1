#include <array>
#include <utility>

#include "annals/sql/parties_of.h"
#include "annals/sql/tables.h"

namespace annals::sql {
namespace {

enum Place : std::size_t { party_place, relationship_place, first_place };

constexpr std::array columns{TableColumn{.name = "party", .type = "TEXT", .use = Use::equal},
                             TableColumn{.name = "relationship", .type = "TEXT", .use = Use::equal},
                             TableColumn{.name = "first", .type = "INTEGER"}};
static_assert(columns.size() == first_place + 1);

class PartyRows final : public Rows {
 public:
  explicit PartyRows(std::vector<PartyLink> links) : links_{std::move(links)} {}

  [[nodiscard]] Result<bool> next() override {
    ++next_;
    return next_ <= links_.size();
  }

  [[nodiscard]] SqlValue column(std::size_t column) const override {
    switch (column) {
      case party_place:
        return link().party;
      case relationship_place:
        return link().relationship;
      default:
        return to_sql(link().first);
    }
  }

  [[nodiscard]] std::int64_t id() const override {
    return row_id({link().party, link().relationship});
  }

 private:
  [[nodiscard]] const PartyLink& link() const { return links_[next_ - 1]; }

  std::vector<PartyLink> links_;
  std::size_t next_ = 0;
};

Estimate estimate(Plan& plan, double events) {
  constexpr double links_of_one = 5;
  constexpr double events_of_link = 50;
  const bool has_party = plan.has_equal(party_place);
  const bool has_relationship = plan.has_equal(relationship_place);
  if (has_party && has_relationship) return {.rows = 1, .at_most_one = true};
  if (has_party || has_relationship) return {.rows = links_of_one};
  return {.rows = 1 + events / events_of_link};
}

/// The links that the request is about, and perhaps some more.
Result<std::vector<PartyLink>> read_links(const View& view, const Request& request) {
  if (const std::string* const relationship = request.equal_text(relationship_place)) {
    return read_parties_of(view.snapshot, *relationship, view.scope.horizon.basis);
  }
  const std::string* const party = request.equal_text(party_place);
  return party == nullptr ? read_party_links(view.snapshot)
                          : read_party_links(view.snapshot, *party);
}

OpenedRows open(const Reading& reading, const Request& request) {
  auto links = read_links(*reading.view, request);
  if (!links) return std::move(links).error();
  const std::string* const party = request.equal_text(party_place);
  std::erase_if(*links, [&](const PartyLink& link) {
    return link.first > reading.view->scope.horizon.basis ||
           (party != nullptr && link.party != *party);
  });
  return opened<PartyRows>(*std::move(links));
}

}  // namespace

const Table parties_table{.name = "parties",
                          .columns = columns,
                          .ordered_by = 2,
                          .reversible = false,
                          .estimate = estimate,
                          .open = open};

}  // namespace annals::sql
