#pragma once

#include <rocksdb/env.h>

namespace annals::crash {

/// The files of the system, without waiting for the disk: for databases that a test throws away.
[[nodiscard]] rocksdb::Env& unsynced_files();

}  // namespace annals::crash
