#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/store/packed_column.h"

namespace annals {

/// A place in sorted rows: of one run, or of one part of a tail.
class RowSource {
 public:
  RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;
  virtual ~RowSource() = default;

  /// Moves to the first row that is not before `key`.
  virtual void seek(std::string_view key) = 0;
  /// Moves to the last row that is not after `key`.
  virtual void seek_back(std::string_view key) = 0;
  virtual void next() = 0;

  [[nodiscard]] virtual bool valid() const = 0;
  [[nodiscard]] virtual std::string_view key() const = 0;
  [[nodiscard]] virtual std::string_view value() const = 0;
  /// Whether it stopped being valid because the rows ended.
  [[nodiscard]] virtual Status status() const = 0;
};

[[nodiscard]] std::unique_ptr<RowSource> source_of(std::shared_ptr<const Rows> rows);
[[nodiscard]] std::unique_ptr<RowSource> source_of(std::shared_ptr<const SortedRun> run,
                                                   ReadValue read,
                                                   std::optional<Decoded> memory = {});

/// Several sources as one, in order of keys; of rows with the same key the newest shows.
class PackedCursor final : public RowSource {
 public:
  /// `sources` from the oldest to the newest.
  explicit PackedCursor(std::vector<std::unique_ptr<RowSource>> sources);

  /// Over all of a column.
  PackedCursor(const PackedState& state, const ReadValue& read, std::optional<Decoded> memory);

  void seek(std::string_view key) override;
  void seek_back(std::string_view key) override;
  void next() override;
  [[nodiscard]] bool valid() const override { return !heap_.empty() && !failed(); }
  [[nodiscard]] std::string_view key() const override { return sources_[heap_.front()]->key(); }
  [[nodiscard]] std::string_view value() const override { return sources_[heap_.front()]->value(); }
  [[nodiscard]] Status status() const override;

 private:
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool comes_later(std::size_t a, std::size_t b) const;
  void note_failure(std::size_t source);
  void advance_first();

  std::vector<std::unique_ptr<RowSource>> sources_;
  std::vector<std::size_t> heap_;  // those that are valid; the one whose row comes first in front
  bool failed_ = false;
};

}  // namespace annals
