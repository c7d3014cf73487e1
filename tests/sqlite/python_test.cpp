// The module in Python's sqlite3.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sqlite/loaded.h"

namespace annals::sqlite_test {
namespace {

using support::Outcome;

/// A Python that ends well and prints `out`.
testing::AssertionResult prints(const Outcome& outcome, const std::string& out) {
  if (outcome.exit_code == 0 && outcome.out == out && outcome.err.empty()) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << "exit " << outcome.exit_code << "\n"
                                     << outcome.out << outcome.err;
}

using Python = Loaded;

TEST_F(Python, AsksWithParameters) {
  const Outcome outcome = python(R"py(
connection = connect()
print(connection.execute("SELECT annals_open(?)", (path,)).fetchall())
query = "SELECT relationship, value, since FROM state WHERE term = ? AND key = ? AND on_date = ?"
print(connection.execute(query, ("exclusivity", "cloud", "2025-03-01")).fetchall())
query = "SELECT value, value_type, certain FROM state(?) WHERE relationship = ? AND term = 'stake'"
print(connection.execute(query, ("2025-03-01", "microsoft-openai")).fetchall())
)py");
  EXPECT_TRUE(prints(outcome,
                     "[(76,)]\n"
                     "[('microsoft-openai', 'right-of-first-refusal', '2025-01-21')]\n"
                     "[(32.5, 'number', 0)]\n"));
}

TEST_F(Python, IsToldWhatIsWrong) {
  const Outcome outcome = python(R"py(
connection = connect()
def attempt(query):
    try:
        print(connection.execute(query).fetchall())
    except sqlite3.OperationalError as error:
        print(error)
attempt("SELECT * FROM state")
attempt("SELECT annals_open('/nowhere')")
attempt("SELECT annals_open('" + path + "')")
attempt("SELECT * FROM state('2019-02-30')")
attempt("DELETE FROM events")
attempt("SELECT count(*) FROM events")
)py");
  EXPECT_TRUE(
      prints(outcome,
             "no database is open: SELECT annals_open('annals.db')\n"
             "there is no database at '/nowhere'; 'annals init' or 'annals ingest' makes one\n"
             "[(76,)]\n"
             "on_date: \"2019-02-30\" is not a date: 2019-02 has the days 01 to 28\n"
             "table events may not be modified\n"
             "[(76,)]\n"));
}

TEST_F(Python, GoesOnWithTheDatabaseThatAQueryBeganWith) {
  make_other();
  const Outcome outcome = python(R"py(
connection = connect()
connection.execute("SELECT annals_open(?)", (path,)).fetchall()
running = connection.execute("SELECT sequence FROM events")
print(next(running))
print(connection.execute("SELECT annals_open(?)", (other,)).fetchall())
print(connection.execute("SELECT id FROM events").fetchall())
print(len(running.fetchall()))
)py");
  EXPECT_TRUE(prints(outcome, "(1,)\n[(1,)]\n[('only',)]\n75\n"));
}

TEST_F(Python, HasADatabaseForEachConnection) {
  make_other();
  const Outcome outcome = python(R"py(
first, second, third = connect(), connect(), connect()
first.execute("SELECT annals_open(?)", (path,)).fetchall()
second.execute("SELECT annals_open(?)", (other,)).fetchall()
third.execute("SELECT annals_open(?)", (path,)).fetchall()
third.close()
print(first.execute("SELECT count(*) FROM events").fetchall())
print(second.execute("SELECT count(*) FROM events").fetchall())
)py");
  EXPECT_TRUE(prints(outcome, "[(76,)]\n[(1,)]\n"));
}

TEST_F(Python, LoadsItAgainAfterTheLastConnectionIsClosed) {
  const Outcome outcome = python(R"py(
for time in range(3):
    connection = connect()
    connection.execute("SELECT annals_open(?)", (path,)).fetchall()
    print(connection.execute("SELECT count(*) FROM relationships").fetchall())
    connection.close()
)py");
  EXPECT_TRUE(prints(outcome, "[(6,)]\n[(6,)]\n[(6,)]\n"));
}

TEST_F(Python, LeavesItOpenToTheEnd) {
  const Outcome outcome = python(R"py(
connection = connect()
connection.execute("SELECT annals_open(?)", (path,)).fetchall()
running = connection.execute("SELECT * FROM events")
print(next(running)[0])
)py");
  EXPECT_TRUE(prints(outcome, "1\n"));
}

}  // namespace
}  // namespace annals::sqlite_test
