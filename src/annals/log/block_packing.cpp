#include "annals/log/block_packing.h"

#include <string_view>
#include <utility>

#include "annals/codec/record_block.h"
#include "annals/log/merkle.h"

namespace annals {
namespace {

std::vector<std::string_view> views_of(const std::vector<const std::string*>& records) {
  std::vector<std::string_view> views;
  views.reserve(records.size());
  for (const std::string* record : records) views.emplace_back(*record);
  return views;
}

}  // namespace

BlockPacking::~BlockPacking() {
  for (const auto& each : under_way_) each.wait();
}

void BlockPacking::add(std::uint64_t block, std::vector<const std::string*> records) {
  under_way_.push_back(pool_.run([block, records = std::move(records)] {
    const std::vector<std::string_view> views = views_of(records);
    return Packed{.block = block, .bytes = pack_records(views), .node = node_over(views)};
  }));
}

std::vector<BlockPacking::Packed> BlockPacking::finish() {
  std::vector<Packed> packed;
  packed.reserve(under_way_.size());
  for (auto& each : under_way_) packed.push_back(each.get());
  under_way_.clear();
  return packed;
}

}  // namespace annals
