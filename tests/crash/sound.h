#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "annals/codec/json.h"
#include "annals/database.h"

namespace annals::crash {

/// The whole log as JSON events, in order.
///
/// Throws std::runtime_error if it cannot be read, or if the head of its tree is not that of the
/// records.
[[nodiscard]] std::vector<Json> log_of(const Database& database);

/// The log of the database at `path`, opened to read.
[[nodiscard]] std::vector<Json> log_at(const std::filesystem::path& path);

/// Expects that every column of the indexes is what a rebuild makes of the log; leaves it rebuilt.
/// Throws std::runtime_error naming the column that differs.
void expect_indexes_equal_the_log(Database& database);

/// Everything at once, without a change to what is at `path`: reads the log, then opens a copy to
/// write, which must have the same log, and compares its indexes with rebuilt ones; then appends to
/// it. Returns the log. Throws std::runtime_error.
[[nodiscard]] std::vector<Json> expect_sound(const std::filesystem::path& path);

/// Expects that the log holds the event that was sent: each of its fields, as it was sent.
/// Throws std::runtime_error.
void expect_same_event(const Json& stored, const std::string& sent);

}  // namespace annals::crash
