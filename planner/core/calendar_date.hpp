#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cniplan {

/// A day of the Gregorian calendar, from 0001-01-01 to 9999-12-31. Nothing here knows which day it is today.
class CalendarDate {
 public:
  constexpr CalendarDate() = default;
  /// Nothing when there is no such day, as 2027-02-29.
  [[nodiscard]] static constexpr std::optional<CalendarDate> make(int year, int month, int day) {
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_of(year, month)) return std::nullopt;
    CalendarDate date;
    date.year_ = static_cast<std::int16_t>(year);
    date.month_ = static_cast<std::int8_t>(month);
    date.day_ = static_cast<std::int8_t>(day);
    return date;
  }
  /// Reads "2027-01-31", as ISO 8601 writes it; nothing for anything else.
  [[nodiscard]] static constexpr std::optional<CalendarDate> parse(std::string_view text) {
    constexpr std::string_view kForm = "0000-00-00";
    if (text.size() != kForm.size()) return std::nullopt;
    int parts[3] = {};
    int part = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (kForm[i] == '-') {
        if (text[i] != '-') return std::nullopt;
        ++part;
        continue;
      }
      if (text[i] < '0' || text[i] > '9') return std::nullopt;
      parts[part] = parts[part] * 10 + (text[i] - '0');
    }
    return make(parts[0], parts[1], parts[2]);
  }

  /// "2027-01-31"
  [[nodiscard]] std::string to_string() const;

  friend constexpr auto operator<=>(const CalendarDate&, const CalendarDate&) = default;

 private:
  static constexpr int days_of(int year, int month) {
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
  }

  std::int16_t year_ = 1;
  std::int8_t month_ = 1;
  std::int8_t day_ = 1;
};

}  // namespace cniplan
