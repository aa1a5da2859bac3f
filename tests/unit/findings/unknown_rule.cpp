// Must not compile: no row of the registry has this id.

#include "planner/findings/finding.hpp"

const cniplan::Finding kFinding = {.rule = "subnet.ful"};
