#include "planner/core/calendar_date.hpp"

#include <fmt/format.h>

namespace cniplan {

std::string CalendarDate::to_string() const { return fmt::format("{:04}-{:02}-{:02}", year_, month_, day_); }

}  // namespace cniplan
