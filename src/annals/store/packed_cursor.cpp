#include "annals/store/packed_cursor.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace annals {
namespace {

class TailSource final : public RowSource {
 public:
  explicit TailSource(std::shared_ptr<const Rows> rows)
      : rows_{std::move(rows)}, at_{rows_->size()} {}

  void seek(std::string_view key) override { at_ = rows_->lower_bound(key); }
  void seek_back(std::string_view key) override {
    at_ = rows_->lower_bound(key);
    if (at_ < rows_->size() && (*rows_)[at_].key == key) return;
    at_ = at_ == 0 ? rows_->size() : at_ - 1;
  }
  void next() override { ++at_; }
  [[nodiscard]] bool valid() const override { return at_ < rows_->size(); }
  [[nodiscard]] std::string_view key() const override { return (*rows_)[at_].key; }
  [[nodiscard]] std::string_view value() const override { return (*rows_)[at_].value; }
  [[nodiscard]] Status status() const override { return Done{}; }

 private:
  std::shared_ptr<const Rows> rows_;
  std::size_t at_;
};

class RunSource final : public RowSource {
 public:
  RunSource(std::shared_ptr<const SortedRun> run, ReadValue read, std::optional<Decoded> memory)
      : run_{std::move(run)}, read_{std::move(read)}, memory_{memory} {}

  void seek(std::string_view key) override {
    if (!find_page(key)) return;
    row_ = page_->lower_bound(key);
    settle();
  }

  void seek_back(std::string_view key) override {
    if (!find_page(key)) return;
    row_ = page_->lower_bound(key);
    if (row_ < page_->size()) {
      read_row();
      if (key_ == key) return;
    }
    // The page begins at or before the key, or it is the first and all rows are after it.
    if (row_ == 0) {
      page_.reset();
      return;
    }
    --row_;
    read_row();
  }

  void next() override {
    ++row_;
    settle();
  }

  [[nodiscard]] bool valid() const override { return page_ != nullptr; }
  [[nodiscard]] std::string_view key() const override { return key_; }
  [[nodiscard]] std::string_view value() const override { return value_; }
  [[nodiscard]] Status status() const override {
    if (error_) return *error_;
    return Done{};
  }

 private:
  void fail(Error error) {
    error_ = std::move(error);
    page_.reset();
  }

  bool open_page(std::size_t number) {
    if (page_ && number_ == number) return true;
    auto page = run_->page(number, read_, memory_ ? &*memory_ : nullptr);
    if (!page) {
      fail(std::move(page).error());
      return false;
    }
    page_ = *std::move(page);
    number_ = number;
    return true;
  }

  bool find_page(std::string_view key) {
    if (error_) return false;
    if (!directory_) {
      auto directory = run_->directory(read_);
      if (!directory) {
        fail(std::move(directory).error());
        return false;
      }
      directory_ = *std::move(directory);
    }
    if (directory_->pages() == 0) return false;
    const auto page = directory_->page_of(key, read_);
    if (!page) {
      fail(page.error());
      return false;
    }
    return open_page(*page);
  }

  /// Goes on to the next page where this one has ended.
  void settle() {
    if (row_ >= page_->size()) {
      row_ = 0;
      if (number_ + 1 >= directory_->pages()) {
        page_.reset();
        return;
      }
      if (!open_page(number_ + 1)) return;
    }
    read_row();
  }

  void read_row() { page_->read(row_, group_, key_, value_); }

  std::shared_ptr<const SortedRun> run_;
  ReadValue read_;
  std::optional<Decoded> memory_;
  std::shared_ptr<const Directory> directory_;
  std::shared_ptr<const Page> page_;  // null: not valid
  std::size_t number_ = 0;
  std::size_t row_ = 0;
  std::size_t group_ = 0;
  std::string key_;
  std::string value_;
  std::optional<Error> error_;
};

}  // namespace

std::unique_ptr<RowSource> source_of(std::shared_ptr<const Rows> rows) {
  return std::make_unique<TailSource>(std::move(rows));
}

std::unique_ptr<RowSource> source_of(std::shared_ptr<const SortedRun> run, ReadValue read,
                                     std::optional<Decoded> memory) {
  return std::make_unique<RunSource>(std::move(run), std::move(read), memory);
}

PackedCursor::PackedCursor(std::vector<std::unique_ptr<RowSource>> sources)
    : sources_{std::move(sources)} {}

PackedCursor::PackedCursor(const PackedState& state, const ReadValue& read,
                           std::optional<Decoded> memory) {
  sources_.reserve(state.runs.size() + state.tail.size());
  for (const auto& run : state.runs) sources_.push_back(source_of(run, read, memory));
  for (const auto& rows : state.tail) sources_.push_back(source_of(rows));
}

bool PackedCursor::comes_later(std::size_t a, std::size_t b) const {
  const int order = sources_[a]->key().compare(sources_[b]->key());
  return order != 0 ? order > 0 : a < b;
}

void PackedCursor::note_failure(std::size_t source) {
  if (!sources_[source]->status()) failed_ = true;
}

void PackedCursor::seek(std::string_view key) {
  const std::string sought{key};  // may be a view of a row
  heap_.clear();
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    sources_[i]->seek(sought);
    note_failure(i);
    if (sources_[i]->valid()) heap_.push_back(i);
  }
  std::ranges::make_heap(heap_, [this](auto a, auto b) { return comes_later(a, b); });
}

void PackedCursor::seek_back(std::string_view key) {
  const std::string sought{key};
  std::optional<std::string> last;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    sources_[i]->seek_back(sought);
    note_failure(i);
    if (!sources_[i]->valid()) continue;
    if (!last || *last < sources_[i]->key()) last = sources_[i]->key();
  }
  heap_.clear();
  if (last) seek(*last);
}

void PackedCursor::advance_first() {
  const auto later = [this](auto a, auto b) { return comes_later(a, b); };
  std::ranges::pop_heap(heap_, later);
  const std::size_t source = heap_.back();
  sources_[source]->next();
  note_failure(source);
  if (sources_[source]->valid()) {
    std::ranges::push_heap(heap_, later);
  } else {
    heap_.pop_back();
  }
}

void PackedCursor::next() {
  if (heap_.size() == 1) {
    advance_first();
    return;
  }
  const std::string passed{key()};
  do {
    advance_first();
  } while (!heap_.empty() && key() == passed);
}

Status PackedCursor::status() const {
  for (const auto& source : sources_) {
    if (auto status = source->status(); !status) return status;
  }
  return Done{};
}

}  // namespace annals
