// In the place of peers/duckdb.cpp where libduckdb is not installed.

#include "peers/peer.h"

namespace annals::bench {

std::unique_ptr<Peer> make_duckdb(const Place& /*place*/) {
  return nullptr;
}

}  // namespace annals::bench
