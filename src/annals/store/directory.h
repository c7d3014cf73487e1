#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/store/page.h"

namespace annals {

/// What a run's pages hold, without reading them: the first key of each, and its bounds.
class Directory {
 public:
  void add(std::string_view first_key, const PackedPage& page);

  /// Nothing if the bytes are not a directory.
  [[nodiscard]] static std::optional<Directory> decode(std::string_view bytes);
  [[nodiscard]] std::string encode() const;

  [[nodiscard]] std::size_t pages() const { return places_.size(); }

  [[nodiscard]] std::string_view first_key(std::size_t page) const {
    const std::size_t begin = page == 0 ? 0 : places_[page - 1].key_end;
    return std::string_view{keys_}.substr(begin, places_[page].key_end - begin);
  }

  /// The bounds of a page's integers; null if its rows do not have the column's shape.
  [[nodiscard]] const Bounds* bounds(std::size_t page) const {
    return places_[page].is_shaped ? &places_[page].bounds : nullptr;
  }

  /// The bounds of all pages together; null if some do not have the column's shape, or there are
  /// none.
  [[nodiscard]] const Bounds* bounds() const { return is_shaped_ ? &bounds_ : nullptr; }

  /// The last page at or before `page` that `may_matter`, by its bounds, or whose bounds are not
  /// known; nothing if there is none. Pages are left out by the hundred where that goes.
  template <typename Predicate>
  [[nodiscard]] std::optional<std::size_t> last_page(std::size_t page,
                                                     const Predicate& may_matter) const {
    for (std::size_t after = page + 1; after > 0;) {
      const Stretch& stretch = stretches_[(after - 1) / stretch_pages];
      if (after % stretch_pages == 0 && stretch.is_shaped && !may_matter(stretch.bounds)) {
        after -= stretch_pages;
        continue;
      }
      --after;
      if (!places_[after].is_shaped || may_matter(places_[after].bounds)) return after;
    }
    return std::nullopt;
  }

  /// The page in which `key` is, if it is in the run: the last that begins at or before it; the
  /// first if none does.
  [[nodiscard]] std::size_t page_of(std::string_view key) const;

 private:
  struct Place {
    std::size_t key_end;
    bool is_shaped;
    Bounds bounds;
  };

  /// So many pages taken together.
  struct Stretch {
    bool is_shaped;
    Bounds bounds;
  };
  static constexpr std::size_t stretch_pages = 64;

  void note(const Place& place);

  std::string keys_;
  std::vector<Place> places_;
  std::vector<Stretch> stretches_;
  bool is_shaped_ = false;
  Bounds bounds_;
};

}  // namespace annals
