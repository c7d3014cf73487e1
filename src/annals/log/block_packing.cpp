#include "annals/log/block_packing.h"

#include <utility>

#include "annals/codec/record_block.h"
#include "annals/log/merkle.h"

namespace annals {

BlockPacking::~BlockPacking() {
  for (const auto& each : under_way_) each.wait();
}

void BlockPacking::add(std::uint64_t block, std::vector<std::string_view> records) {
  under_way_.push_back(pool_.run([block, records = std::move(records)] {
    return Packed{.block = block, .bytes = pack_records(records), .node = node_over(records)};
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
