#include "annals/event/value.h"

#include <fmt/core.h>

#include "annals/base/result.h"

namespace annals {

std::string to_text(double number) {
  return fmt::format("{}", number);
}

std::string to_text(const Value& value) {
  return std::visit(Overloaded{[](const std::string& text) { return text; },
                               [](double number) { return to_text(number); },
                               [](bool flag) { return std::string{flag ? "true" : "false"}; },
                               [](None) { return std::string{"none"}; }},
                    value);
}

}  // namespace annals
