#pragma once

#include <span>
#include <string>
#include <string_view>

#include "planner/findings/finding.hpp"
#include "planner/plan/derivation.hpp"

namespace cniplan::report {

/// What tables and Markdown of every plan say in the same way: headings, findings, derivations. Tables are 80
/// columns wide.
inline constexpr std::size_t kTableWidth = 80;

/// The colours of tables, or none.
class Paint {
 public:
  static constexpr std::string_view kRed = "\x1b[31m";
  static constexpr std::string_view kGreen = "\x1b[32m";
  static constexpr std::string_view kYellow = "\x1b[33m";
  static constexpr std::string_view kBold = "\x1b[1m";

  explicit Paint(bool colour) : colour_(colour) {}

  /// `text` in a colour, which a newline at its end stays outside of, so that no terminal paints the rest of
  /// the line.
  [[nodiscard]] std::string operator()(std::string_view colour, std::string_view text) const;

  /// An empty line and a heading.
  [[nodiscard]] std::string heading(std::string_view text) const;

 private:
  bool colour_;
};

/// Each line two columns further in.
[[nodiscard]] std::string indented(std::string_view lines);

/// "accepted until 2027-01-31: a larger VPC is ordered"; empty for open findings.
[[nodiscard]] std::string state_text(const Finding& finding);

/// Each finding with its severity, rule and remedy, and why it is not open where it is not.
[[nodiscard]] std::string findings_table(std::span<const Finding> findings, const Paint& paint);
[[nodiscard]] std::string findings_markdown(std::span<const Finding> findings);

/// Each figure with its formula, and that with its values.
[[nodiscard]] std::string derivations_table(std::span<const Derivation> derivations);
[[nodiscard]] std::string derivations_markdown(std::span<const Derivation> derivations);

}  // namespace cniplan::report
