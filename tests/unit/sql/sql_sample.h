#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "annals/sql/connection.h"
#include "unit/sample.h"

namespace annals::unit {

/// A sample that is asked in SQL.
class SqlSample {
 public:
  SqlSample();

  /// The sample to fill; nobody looks at it until the next `look`, so that it can be reopened.
  [[nodiscard]] Sample& sample();

  /// From where the next queries ask: the database as it is now, all that is known.
  void look();
  void look_from(const Scope& scope, std::optional<EffectiveTime> on = {});

  /// The rows of an answer, each with its values joined by `|`; NULL is `-`. Throws the error's
  /// message.
  [[nodiscard]] std::vector<std::string> rows(std::string_view query);

  /// How SQLite reads the tables of a query: its plan in a line each, from `INDEX ` on.
  [[nodiscard]] std::vector<std::string> plan(const std::string& query);

  /// What a query is refused with.
  [[nodiscard]] Error refusal(std::string_view query);

  /// What the tables read for this query alone.
  [[nodiscard]] sql::Reads reads_of(std::string_view query);

 private:
  Sample sample_;
  std::shared_ptr<sql::Session> session_ = std::make_shared<sql::Session>();
  sql::Connection connection_;
};

/// A value as `rows` shows it.
[[nodiscard]] std::string in_words(const sql::SqlValue& value);

}  // namespace annals::unit
