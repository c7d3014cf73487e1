#include "annals/store/directory.h"

#include <algorithm>
#include <utility>

#include "annals/base/bits.h"
#include "annals/base/check.h"

namespace annals {
namespace {

constexpr std::uint64_t pages_max = 1 << 24;

constexpr std::size_t sections_of(std::uint64_t pages) {
  return (pages + Directory::section_pages - 1) / Directory::section_pages;
}

/// How many of `pages` are in a section.
constexpr std::size_t pages_in(std::size_t section, std::size_t pages) {
  return std::min(Directory::section_pages, pages - section * Directory::section_pages);
}

/// Says of each section what it would of a page.
PageList parts_of(const std::vector<PageList>& sections) {
  PageList parts;
  for (const PageList& each : sections) parts.add(each.first_key(0), each.bounds());
  return parts;
}

}  // namespace

Directory::Directory(Column column, const RunId& run, std::size_t pages, PageList parts)
    : column_{column},
      run_{run},
      pages_{pages},
      parts_{std::move(parts)},
      sections_{std::make_unique<Sections>(parts_.size())} {}

std::optional<Directory> Directory::decode(Column column, const RunId& run,
                                           std::string_view bytes) {
  const auto pages = take_varint(bytes);
  if (!pages || *pages > pages_max) return std::nullopt;
  const std::size_t sections = sections_of(*pages);
  auto list = PageList::decode(bytes, sections > 1 ? sections : *pages);
  if (!list) return std::nullopt;
  if (sections > 1) return Directory{column, run, *pages, *std::move(list)};
  if (sections == 0) return Directory{column, run, 0, {}};
  std::vector<PageList> only(1);
  only.front() = *std::move(list);
  Directory directory{column, run, *pages, parts_of(only)};
  directory.keep(0, std::move(only.front()));
  return directory;
}

std::string Directory::encode() const {
  std::string out;
  put_varint(out, pages_);
  if (parts_.size() > 1) {
    parts_.encode(out);
  } else if (pages_ > 0) {
    sections_->read.front().load()->encode(out);
  }
  return out;
}

std::string Directory::encode_section(std::size_t section) const {
  const PageList* const pages = sections_->read[section].load();
  check(pages != nullptr, "a directory that was built has all of its sections");
  std::string out;
  pages->encode(out);
  return out;
}

const PageList* Directory::keep(std::size_t number, PageList list) const {
  const std::scoped_lock lock{sections_->mutex};
  std::atomic<const PageList*>& place = sections_->read[number];
  if (const PageList* const there = place.load(std::memory_order_acquire)) return there;
  sections_->lists.push_back(std::make_unique<const PageList>(std::move(list)));
  place.store(sections_->lists.back().get(), std::memory_order_release);
  return sections_->lists.back().get();
}

Result<const PageList*> Directory::read_section(std::size_t number, const ReadValue& read) const {
  const auto bytes = read(section_key(column_, run_, number));
  if (!bytes) return bytes.error();
  if (!*bytes) return corrupt_run(column_, run_, "that lacks a section of its directory");
  auto list = PageList::decode(**bytes, pages_in(number, pages_));
  if (!list || list->first_key(0) != parts_.first_key(number)) {
    return corrupt_run(column_, run_, "with a section of its directory that cannot be read");
  }
  return keep(number, *std::move(list));
}

Result<std::size_t> Directory::page_of(std::string_view key, const ReadValue& read) const {
  const std::size_t number = parts_.place_of(key);
  const auto list = section(number, read);
  if (!list) return list.error();
  return number * section_pages + (*list)->place_of(key);
}

void DirectoryBuilder::add(std::string_view first_key, const PackedPage& page) {
  if (pages_ % Directory::section_pages == 0) sections_.emplace_back();
  sections_.back().add(first_key, page.is_shaped ? &page.bounds : nullptr);
  ++pages_;
}

Directory DirectoryBuilder::finish() && {
  Directory directory{column_, run_, pages_, parts_of(sections_)};
  for (std::size_t i = 0; i < sections_.size(); ++i) directory.keep(i, std::move(sections_[i]));
  return directory;
}

}  // namespace annals
