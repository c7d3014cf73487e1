// The floor: what is needed to answer, sorted in memory, and nothing else. Forgets everything.

#include <algorithm>
#include <tuple>

#include "peers/peer.h"

namespace annals::bench {
namespace {

class Memory final : public Peer {
 public:
  [[nodiscard]] std::string_view name() const override { return "memory"; }
  [[nodiscard]] bool is_durable() const override { return false; }
  void create() override {}
  [[nodiscard]] std::unique_ptr<Writer> writer() override { return nullptr; }

  void load(const Bulk& bulk) override {
    relationships_ = static_cast<std::uint32_t>(bulk.relationships);
    begins_.assign(bulk.relationships * cells_per_relationship + 1, 0);
    for (const Row& row : bulk.rows) ++begins_[place_of(row.relationship, row.cell) + 1];
    for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
    entries_.resize(bulk.rows.size());
    std::vector<std::uint64_t> next{begins_};
    for (const Row& row : bulk.rows) {
      entries_[next[place_of(row.relationship, row.cell)]++] = {
          .effective = row.effective,
          .sequence = static_cast<std::uint32_t>(row.sequence),
          .value = row.value};
    }
    for (std::size_t i = 0; i + 1 < begins_.size(); ++i) {
      std::ranges::sort(cell_at_place(i), {}, [](const Entry& entry) {
        return std::tuple{entry.effective, entry.sequence};
      });
    }
  }

  void settle() override {}

  [[nodiscard]] std::uint64_t bytes() override {
    return entries_.size() * sizeof(Entry) + begins_.size() * sizeof(begins_[0]);
  }

  [[nodiscard]] Held at(const Point& point) override {
    Held held;
    set(held, point.cell, find({point.relationship, point.cell, point.day, every_event}));
    return held;
  }

  [[nodiscard]] Held at_known(const Point& point) override {
    Held held;
    set(held, point.cell, find(point));
    return held;
  }

  void state(const Point& point, Cells& cells) override {
    for (std::uint8_t cell = 0; cell < cells_per_relationship; ++cell) {
      set(cells[cell], cell, find({point.relationship, cell, point.day, every_event}));
    }
  }

  [[nodiscard]] std::size_t holders(const Sought& sought) override {
    found_.clear();
    for (std::uint32_t relationship = 0; relationship < relationships_; ++relationship) {
      const Entry* const entry = find({relationship, sought.cell, sought.day, every_event});
      if (entry != nullptr && entry->value == sought.value) found_.push_back(relationship);
    }
    return found_.size();
  }

  [[nodiscard]] std::vector<std::uint32_t> found() const override { return found_; }

 private:
  struct Entry {
    std::int64_t effective;
    std::uint32_t sequence;
    std::uint8_t value;
  };

  static constexpr std::uint64_t every_event = ~std::uint64_t{0};

  static std::size_t place_of(std::uint32_t relationship, std::uint8_t cell) {
    return relationship * cells_per_relationship + cell;
  }

  std::span<Entry> cell_at_place(std::size_t place) {
    return std::span{entries_}.subspan(begins_[place], begins_[place + 1] - begins_[place]);
  }

  /// Walks back over what was not known yet: to do better takes a structure, which is no floor.
  const Entry* find(const Point& point) {
    const auto cell = cell_at_place(place_of(point.relationship, point.cell));
    auto after = std::ranges::upper_bound(cell, seconds_of(point.day), {}, &Entry::effective);
    while (after != cell.begin()) {
      --after;
      if (after->sequence <= point.known) return &*after;
    }
    return nullptr;
  }

  static void set(Held& held, std::uint8_t cell, const Entry* entry) {
    if (entry == nullptr) return held.clear();
    held.set(entry->sequence, cell_words()[cell].values[entry->value]);
  }

  std::uint32_t relationships_ = 0;
  std::vector<std::uint64_t> begins_;  // of each cell in entries_, and the end of the last
  std::vector<Entry> entries_;         // by (relationship, cell, effective, sequence)
  std::vector<std::uint32_t> found_;
};

}  // namespace

std::unique_ptr<Peer> make_memory(const Place& /*place*/) {
  return std::make_unique<Memory>();
}

}  // namespace annals::bench
