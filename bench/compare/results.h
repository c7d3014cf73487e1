#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace annals::bench {

/// One cost of one engine, measured again and again.
struct Measure {
  std::string_view cost;
  std::string_view engine;
  std::string_view unit;  ///< "s" a question, "1/s" events, "B" an event, "1" found
};

/// All that a run has measured.
class Results {
 public:
  /// Takes down one more value and tells whoever is waiting.
  void add(const Measure& measure, double value);

  /// Takes down what the figures depend on.
  void note(std::string_view name, std::string_view text);

  /// As JSON: `notes`, and `measures` with all their values. Ends the program if it cannot.
  void write(const std::filesystem::path& path) const;

 private:
  std::map<std::string, std::string> notes_;
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<double>> values_;
};

}  // namespace annals::bench
