#include "planner/core/timestamp.hpp"

#include <fmt/format.h>

namespace cniplan {
namespace {

constexpr std::int64_t kDay = 86'400;

/// The number that exactly these digits write.
std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

constexpr bool is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int days_of_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kDays[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/// Leap years up to the end of `year`.
constexpr std::int64_t leap_years(std::int64_t year) {
  return year / 4 - year / 100 + year / 400;
}

constexpr std::int64_t days_before_year(std::int64_t year) {
  return (year - 1970) * 365 + leap_years(year - 1) - leap_years(1969);
}

/// "+02:00" in seconds; 0 for Z.
std::optional<std::int64_t> offset_of(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text.substr(1, 2));
  const auto minutes = digits(text.substr(4, 2));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

std::optional<std::int64_t> days_of(std::string_view date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  const auto year = digits(date.substr(0, 4));
  const auto month = digits(date.substr(5, 2));
  const auto day = digits(date.substr(8, 2));
  if (!year || !month || !day || *year < 1970 || *month < 1 || *month > 12) return std::nullopt;
  if (*day < 1 || *day > days_of_month(*year, *month)) return std::nullopt;
  std::int64_t days = days_before_year(*year) + *day - 1;
  for (int before = 1; before < *month; ++before) days += days_of_month(*year, before);
  return days;
}

}  // namespace

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  constexpr std::size_t kDate = 10;
  const auto days = days_of(text.substr(0, kDate));
  if (!days) return std::nullopt;
  std::int64_t seconds = *days * kDay;
  if (text.size() == kDate) return Timestamp{seconds};
  std::string_view time = text.substr(kDate);
  if (time.size() < 9 || (time[0] != 'T' && time[0] != 't' && time[0] != ' ') || time[3] != ':' ||
      time[6] != ':') {
    return std::nullopt;
  }
  const auto hour = digits(time.substr(1, 2));
  const auto minute = digits(time.substr(4, 2));
  const auto second = digits(time.substr(7, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  time.remove_prefix(9);
  if (time.starts_with('.')) {
    const auto end = time.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return std::nullopt;
    time.remove_prefix(end);
  }
  const auto offset = offset_of(time);
  if (!offset) return std::nullopt;
  seconds += *hour * 3600 + *minute * 60 + *second - *offset;
  if (seconds < 0) return std::nullopt;
  return Timestamp{seconds};
}

std::string to_string(Timestamp time) {
  std::int64_t days = time.seconds / kDay;
  const std::int64_t rest = time.seconds % kDay;
  int year = static_cast<int>(1970 + days / 366);
  while (days_before_year(year + 1) <= days) ++year;
  days -= days_before_year(year);
  int month = 1;
  for (; days >= days_of_month(year, month); ++month) days -= days_of_month(year, month);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year, month, days + 1, rest / 3600,
                     rest / 60 % 60, rest % 60);
}

}  // namespace cniplan
