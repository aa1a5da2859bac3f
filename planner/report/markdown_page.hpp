#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "planner/report/report_frame.hpp"

namespace cniplan::report {

/// The most characters of a comment on GitHub; a job's summary takes more. Bytes are counted, which are never fewer.
inline constexpr std::size_t kMostMarkdown = 65'536;

/// What a page that was cut says.
inline constexpr std::string_view kMarkdownCut = "*Cut at the 65,536 characters that a comment may have.";

/// What is around a result's Markdown.
struct MarkdownPage {
  std::string_view command;  ///< "plan"
  std::string_view of{};     ///< what the result is of: a cluster's name; may be empty
  std::string_view heading;  ///< its own, which the title replaces; as the user wrote it
  ReportFrame frame{};
};

/// The whole text: a hidden line by which a bot finds its comment again (`<!-- cniplan plan payments-prod -->`: command
/// and name, of which other characters than letters, digits, dots and single dashes are underscores), the heading, `body`, and the
/// link. A body that would make it longer than kMostMarkdown ends at the last line that fits, every <details> closed,
/// and says so.
[[nodiscard]] std::string to_markdown_page(const MarkdownPage& page, std::string_view body);

/// A section that opens when it is clicked. `body` ends with a newline.
[[nodiscard]] std::string markdown_details(std::string_view summary, std::string_view body);

}  // namespace cniplan::report
