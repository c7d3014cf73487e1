// In the place of peers/postgres.cpp where libpq is not installed.

#include "peers/peer.h"

namespace annals::bench {

std::unique_ptr<Peer> make_postgres(const Place& /*place*/) {
  return nullptr;
}

}  // namespace annals::bench
