#include "annals/index/touched.h"

namespace annals {

void touch(const LoggedEvent& logged, Touched& touched) {
  const std::string& own = logged.event.relationship;
  if (!own.empty()) touched.add(Subject::relationship(own));
  for (const std::string& reached : logged.reach) touched.add(Subject::relationship(reached));
  if (logged.retracts != Sequence{} || logged.replaces != Sequence{}) touched.add_every_term();
  for (const Assertion& effect : logged.event.effects) {
    touched.add(Subject::term(effect.cell.term));
  }
}

}  // namespace annals
