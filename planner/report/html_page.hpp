#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/location.hpp"
#include "planner/findings/finding.hpp"
#include "planner/plan/derivation.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/html_writer.hpp"
#include "planner/report/report_frame.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::report {

/// How the verdict is coloured.
enum class Tone : std::uint8_t { good, warning, bad, plain };
/// Bad when something does not fit, else by the open findings.
[[nodiscard]] Tone tone_of(bool fits, std::span<const Finding> findings);

/// What stands at the head of a report's page.
struct HtmlHead {
  std::string what;  ///< "IP address plan"
  std::string name;  ///< of what it is, "payments-prod"; may be empty
  std::string joint = " of ";  ///< between the two
  ReportFrame frame;
  Tone tone = Tone::plain;
  std::string verdict;
  std::vector<std::string> lead{};  ///< what else is to be known at once, a sentence each
};

/// A report as one HTML file that fetches nothing: style and script stand in it, and a policy lets nothing else run. It is
/// whole without the script, which sorts tables and filters findings. Sections come in the order in which they are written,
/// the navigation knows them all.
class HtmlPage {
 public:
  explicit HtmlPage(HtmlHead head) : head_(std::move(head)) {}

  /// What to change first, of the findings: the remedy of the error that the verdict speaks of, else of the first that is
  /// open and no mere information. Stands at the head.
  void change_first(std::span<const Finding> findings);

  /// Starts a section; `id` is its anchor.
  void section(std::string_view id, std::string_view heading);
  /// A heading inside of a section.
  void subheading(std::string_view heading);
  /// Nothing when the text is empty.
  void paragraph(std::string_view text);
  void list(const std::vector<std::string>& texts);
  /// A table that can be sorted, in a box that scrolls when there is no room for it. `caption` says what it holds.
  void table(const Grid& grid, std::string_view caption);
  /// Starts a part that is folded; fold_end() ends it.
  void fold(std::string_view summary);
  void fold_end() { body_.close(); }
  /// Derivations, folded; nothing when there are none.
  void derivations(std::span<const Derivation> derivations, std::string_view summary);

  // The last sections of every report, each left out when it has nothing to say.

  void findings_section(std::span<const Finding> findings, const Sources& sources,
                        const std::vector<std::string>& left_out_texts = {});
  void derivations_section(std::span<const Derivation> derivations);
  /// The files that it was made of; `imported` says what they are and what was made of them, nullptr: nobody knows.
  void inputs_section(const Sources& sources, const SpecImport* imported = nullptr);
  /// Of the instance types; empty date: no instance type is in the report.
  void catalog_section(std::string_view date, std::string_view remark = {});

  /// To write what else a section holds.
  [[nodiscard]] HtmlWriter& html() { return body_; }

  [[nodiscard]] std::string take();

 private:
  struct Section {
    std::string id;
    std::string heading;
  };

  void write_head(HtmlWriter& page) const;
  void write_banner(HtmlWriter& page) const;
  void write_navigation(HtmlWriter& page) const;

  HtmlHead head_;
  std::string change_subject_;
  std::string change_;
  std::vector<Section> sections_;
  HtmlWriter body_;
};

}  // namespace cniplan::report
