#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace annals::cli {

/// What a process ends with; scripts rely on these numbers.
enum class ExitCode : std::uint8_t {
  done = 0,     ///< `holds`: yes
  nothing = 1,  ///< the answer is no, or nothing was found
  bad_input = 2,
  damaged = 3,
  no_access = 4,  ///< the database is in use, missing or cannot be read or written
  possible = 5,   ///< `holds` only
  interrupted = 130,
};

enum class Format : std::uint8_t { table, json, jsonl, csv };
enum class ColorMode : std::uint8_t { automatic, always, never };

/// The flags that every command takes.
struct Globals {
  std::filesystem::path database;
  Format format = Format::table;
  ColorMode color = ColorMode::automatic;
  bool quiet = false;
  bool no_progress = false;
  bool no_pager = false;
};

/// The command line as it was understood: its global flags, and the command to run.
struct Context {
  Globals globals;
  std::function<ExitCode()> run;
};

}  // namespace annals::cli
