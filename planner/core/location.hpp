#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cniplan {

/// A place in a text that the user gave: which one (an index into Sources), line and column counted from 1, and
/// how many columns it spans. A column is a character (code point) as most editors count them, a tab one column;
/// LineIndex makes them from byte offsets. Line 0 means: the text as a whole. Length 0: messages name the place but do
/// not show its line, which may hold somebody's secret.
struct Location {
  int source = -1;  ///< -1: no text at all, a default or something derived
  int line = 0;
  int column = 0;
  int length = 1;

  friend bool operator==(const Location&, const Location&) = default;
};

/// A value with the place where the user wrote it.
template <class T>
struct Located {
  T value{};
  Location location{};
};

/// The texts of one run, by the name the user knows them under ("cluster.yaml", "<stdin>").
class Sources {
 public:
  struct Entry {
    std::string name;
    std::string text;
  };

  /// Keeps a text for messages; what it returns is the `source` of its Locations. The views handed out stay
  /// valid until the next add().
  int add(std::string name, std::string text) {
    entries_.push_back({std::move(name), std::move(text)});
    return static_cast<int>(entries_.size()) - 1;
  }

  [[nodiscard]] std::string_view name(int source) const { return entries_.at(static_cast<std::size_t>(source)).name; }
  [[nodiscard]] std::string_view text(int source) const { return entries_.at(static_cast<std::size_t>(source)).text; }
  [[nodiscard]] int size() const { return static_cast<int>(entries_.size()); }

 private:
  std::vector<Entry> entries_;
};

}  // namespace cniplan
