#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/store/column.h"
#include "annals/store/page.h"
#include "annals/store/page_list.h"
#include "annals/store/run.h"
#include "annals/store/run_key.h"

namespace annals {

/// What a run's pages hold, without reading them: the first key of each, and its bounds.
///
/// The directory of a run of many pages is cut into sections of 64. It says of each what it would
/// of a page, and a section is read, and kept, when something is looked for in it: so a process
/// that asks one question reads a few of them, however many events there are. Safe to use from many
/// threads.
class Directory {
 public:
  static constexpr std::size_t section_pages = 64;

  /// Nothing if the bytes, which stand under the directory's own key, are none.
  [[nodiscard]] static std::optional<Directory> decode(Column column, const RunId& run,
                                                       std::string_view bytes);
  [[nodiscard]] std::string encode() const;

  /// How many sections stand under keys of their own: none if there is one, which is in the
  /// directory.
  [[nodiscard]] std::size_t stored_sections() const {
    return parts_.size() > 1 ? parts_.size() : 0;
  }
  /// What stands there. Only of a directory that was built, not read.
  [[nodiscard]] std::string encode_section(std::size_t section) const;

  [[nodiscard]] std::size_t pages() const { return pages_; }

  /// The bounds of all pages together; null if some do not have the column's shape, or there are
  /// none.
  [[nodiscard]] const Bounds* bounds() const { return parts_.bounds(); }

  /// The last page at or before `page` that `may_matter`, by its bounds, or whose bounds are not
  /// known; nothing if there is none. Of a section that does not matter no page is looked at.
  /// Errors: corrupt, io.
  template <typename Predicate>
  [[nodiscard]] Result<std::optional<std::size_t>> last_page(std::size_t page,
                                                             const Predicate& may_matter,
                                                             const ReadValue& read) const {
    for (std::size_t after = page + 1; after > 0;) {
      const std::size_t number = (after - 1) / section_pages;
      const std::size_t begin = number * section_pages;
      const Bounds* const all = parts_.bounds(number);
      if (all != nullptr && !may_matter(*all)) {
        after = begin;
        continue;
      }
      const auto list = section(number, read);
      if (!list) return list.error();
      for (; after > begin; --after) {
        const Bounds* const own = (*list)->bounds(after - 1 - begin);
        if (own == nullptr || may_matter(*own)) return std::optional{after - 1};
      }
    }
    return std::optional<std::size_t>{};
  }

  /// The page in which `key` is, if it is in the run: the last that begins at or before it; the
  /// first if none does. There must be a page. Errors: corrupt, io.
  [[nodiscard]] Result<std::size_t> page_of(std::string_view key, const ReadValue& read) const;

 private:
  friend class DirectoryBuilder;

  /// The pages of each section, as far as somebody looked for them.
  struct Sections {
    explicit Sections(std::size_t count) : read(count) {}

    std::vector<std::atomic<const PageList*>> read;        // null: not yet
    std::mutex mutex{};                                    // of what follows
    std::vector<std::unique_ptr<const PageList>> lists{};  // that `read` leads to
  };

  Directory(Column column, const RunId& run, std::size_t pages, PageList parts);

  /// Keeps the pages of a section, if no other thread was quicker.
  const PageList* keep(std::size_t number, PageList list) const;
  [[nodiscard]] Result<const PageList*> section(std::size_t number, const ReadValue& read) const {
    const PageList* const there = sections_->read[number].load(std::memory_order_acquire);
    if (there != nullptr) return there;
    return read_section(number, read);
  }
  [[nodiscard]] Result<const PageList*> read_section(std::size_t number,
                                                     const ReadValue& read) const;

  Column column_;
  RunId run_;
  std::size_t pages_;
  PageList parts_;  // the sections, each as if it were a page
  std::unique_ptr<Sections> sections_;
};

/// Makes the directory of a run while its pages are written.
class DirectoryBuilder {
 public:
  DirectoryBuilder(Column column, const RunId& run) : column_{column}, run_{run} {}

  void add(std::string_view first_key, const PackedPage& page);

  [[nodiscard]] std::size_t pages() const { return pages_; }

  [[nodiscard]] Directory finish() &&;

 private:
  Column column_;
  RunId run_;
  std::size_t pages_ = 0;
  std::vector<PageList> sections_;
};

}  // namespace annals
