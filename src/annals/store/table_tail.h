#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <string>

namespace annals {

/// Refuses a sorted file that would stop the process. RocksDB reads the block of a file's
/// properties before it compares the checksum; where the block's last number, how many restarts it
/// has, is damaged, it takes the block for one with a hash index, and a build with assertions, as
/// Debian's is, aborts. Any other damage of the file RocksDB tells itself.
///
/// The properties stand directly before the index of such blocks, whose place is in the footer.
/// Errors: Corruption. Cost: two reads, of 53 and 9 bytes.
[[nodiscard]] rocksdb::IOStatus check_table_tail(const rocksdb::FSRandomAccessFile& file,
                                                 std::uint64_t bytes, const std::string& path);

}  // namespace annals
