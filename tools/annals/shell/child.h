#pragma once

#include <functional>
#include <string>

#include "../context.h"

namespace annals::cli {

// A shell does its work in processes of their own: whatever becomes of one, also if the user
// interrupts it, the shell is as it was. It must have no threads.

/// How a child ended.
struct ChildEnd {
  ExitCode code;
  bool was_interrupted;
};

/// Whether a child reads what the shell reads, or nothing.
enum class ChildInput : bool { nothing, inherited };

/// Runs `work` in a child and waits for it; Ctrl-C is the child's meanwhile. Says what else than
/// its own end ended it.
[[nodiscard]] ChildEnd run_in_child(ChildInput input, const std::function<ExitCode()>& work);

/// What `work` writes to standard output in a child that reads nothing and whose errors nobody
/// sees; empty if it fails.
[[nodiscard]] std::string read_from_child(const std::function<ExitCode()>& work);

}  // namespace annals::cli
