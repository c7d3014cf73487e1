// A disk that loses its power at any call, and one on which any call fails: each write, each
// opening of a file and each read of a part of it.

#include "crash/disk.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "annals/store/files.h"
#include "annals/store/opening.h"
#include "crash/disk_history.h"
#include "crash/options.h"
#include "crash/sound.h"
#include "crash/writing.h"
#include "support/temporary_directory.h"

namespace annals::crash {
namespace {

namespace fs = std::filesystem;

/// A history on a disk of its own.
class OnDisk {
 public:
  OnDisk() : disk_{std::make_shared<Disk>(root_.path())}, history_{root_.path() / "db"} {}

  /// Runs the history, perhaps with a fault in it; afterwards the disk works again.
  void run(std::optional<Fault> fault) {
    disk_->fail(fault);
    const auto environment = rocksdb::NewCompositeEnv(disk_);
    const FilesElsewhere elsewhere{*environment};
    history_.run();
  }

  /// What the files say where nothing fails.
  [[nodiscard]] auto ask() { return history_.ask(); }

  [[nodiscard]] Disk& disk() { return *disk_; }
  [[nodiscard]] const DiskHistory& history() const { return history_; }
  [[nodiscard]] fs::path path() const { return root_.path() / "db"; }

 private:
  support::TemporaryDirectory root_;
  std::shared_ptr<Disk> disk_;
  DiskHistory history_;
};

/// What the power leaves at a moment, and what had been promised by then.
struct Moment {
  std::uint64_t call;
  Image image;
  std::vector<Part> parts;
  bool is_created;
};

void expect_survives(const Moment& moment) {
  const support::TemporaryDirectory directory;
  write_image(moment.image, directory.path() / "disk");
  try {
    expect_kept(directory.path() / "disk" / "db", moment.parts, moment.is_created);
  } catch (const std::exception& broken) {
    ADD_FAILURE() << "power lost after call " << moment.call << ": " << broken.what();
  }
}

/// The history with what `image_of` says is left after each call, each image once.
template <typename ImageOf>
std::vector<Moment> moments(const ImageOf& image_of) {
  OnDisk all;
  std::vector<Moment> moments;
  all.disk().watch([&] {
    Image image = image_of(all.disk());
    const DiskHistory& history = all.history();
    const bool is_same = !moments.empty() && moments.back().image == image &&
                         moments.back().is_created == history.is_created();
    Moment now{.call = all.disk().calls(Fault::Calls::writing),
               .image = std::move(image),
               .parts = history.parts(),
               .is_created = history.is_created()};
    // The same image later: more has been promised by then.
    if (is_same) {
      moments.back() = std::move(now);
    } else {
      moments.push_back(std::move(now));
    }
  });
  all.run({});
  for (const Error& error : all.history().errors()) ADD_FAILURE() << error.message;
  return moments;
}

TEST(PowerLoss, LeavesWhatWasAcknowledgedWhereOnlyWhatWasSyncedIsLeft) {
  const auto all = moments([](const Disk& disk) { return disk.synced(); });
  EXPECT_GT(all.size(), 50U);
  for (const Moment& moment : all) expect_survives(moment);
}

TEST(PowerLoss, LeavesWhatWasAcknowledgedWhereTheLastWriteIsTorn) {
  Random random{seed()};
  const auto all = moments([&](const Disk& disk) { return disk.torn(random); });
  // One in a few, others each time.
  const std::size_t one_of = 8;
  std::size_t next = below(random, one_of);
  for (; next < all.size(); next += 1 + below(random, one_of)) expect_survives(all[next]);
}

/// Whether a fault at this call ends in an error that says so, and loses nothing.
void expect_bears(const Fault& fault) {
  OnDisk all;
  all.run(fault);
  for (const Error& error : all.history().errors()) {
    EXPECT_EQ(error.code, ErrorCode::io) << "call " << fault.at << ": " << error.message;
    EXPECT_NE(error.message, "");
  }
  if (all.history().answers()) {
    EXPECT_EQ(all.history().answers(), all.ask()) << "call " << fault.at;
  }
  try {
    expect_kept(all.path(), all.history().parts(), all.history().is_created());
  } catch (const std::exception& broken) {
    ADD_FAILURE() << "call " << fault.at << (fault.for_good ? " and later" : "") << " failed with "
                  << (fault.disk_full ? "ENOSPC: " : "EIO: ") << broken.what();
  }
}

/// Lets one in some calls fail, others each time; or that of $ANNALS_CRASH_CALL.
void let_fail(Fault fault) {
  OnDisk undisturbed;
  undisturbed.run(fault);  // none yet
  const std::uint64_t calls = undisturbed.disk().calls(fault.calls);
  EXPECT_GT(calls, 20U);
  if (const char* const at = std::getenv("ANNALS_CRASH_CALL")) {
    fault.at = std::stoull(at);
    expect_bears(fault);
    return;
  }
  Random random{seed()};
  const std::uint64_t one_of = calls / rounds(30) + 1;
  for (fault.at = 1 + below(random, one_of); fault.at <= calls; fault.at += one_of) {
    expect_bears(fault);
  }
}

TEST(DiskFault, OfOneWriteIsToldAndLosesNothing) {
  let_fail({.calls = Fault::Calls::writing, .at = 0, .for_good = false, .disk_full = false});
}

TEST(DiskFault, OfEveryWriteFromThenOnIsToldAndLosesNothing) {
  let_fail({.calls = Fault::Calls::writing, .at = 0, .for_good = true, .disk_full = false});
}

TEST(DiskFault, OfOneReadIsToldAndLosesNothing) {
  let_fail({.calls = Fault::Calls::reading, .at = 0, .for_good = false, .disk_full = false});
}

// RocksDB takes in a file with the wrong first and last key where it cannot read them.
TEST(DiskFault, OfOneReadOfWhatIsLoadedIsToldAndLosesNothing) {
  let_fail({.calls = Fault::Calls::reading,
            .at = 0,
            .for_good = false,
            .disk_full = false,
            .within = loading_folder});
}

TEST(FullDisk, IsToldAndLosesNothing) {
  let_fail({.calls = Fault::Calls::writing, .at = 0, .for_good = true, .disk_full = true});
}

TEST(FullDisk, ThatHasRoomAgainLosesNothing) {
  let_fail({.calls = Fault::Calls::writing, .at = 0, .for_good = false, .disk_full = true});
}

}  // namespace
}  // namespace annals::crash
