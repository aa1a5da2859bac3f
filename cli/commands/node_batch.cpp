#include "cli/commands/node_batch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/file_io.hpp"
#include "planner/core/line_index.hpp"
#include "planner/importers/node_lines.hpp"
#include "planner/report/node_batch_writer.hpp"

namespace cniplan::cli {
namespace {

constexpr std::size_t kReadAtOnce = 1U << 20U;
/// No question is as long; it keeps a file without line ends from filling the memory.
constexpr std::size_t kLongestLine = 1U << 20U;

/// A file that is read piece by piece.
class Input {
 public:
  Input() = default;
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
  }

  [[nodiscard]] Result<void, UsageError> open(const std::string& path) {
    descriptor_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ >= 0) return {};
    return failure(UsageError{fmt::format("{}: cannot be read: {}", path, std::strerror(errno)),
                              "name a file of JSON lines, or - for standard input"});
  }

  /// What there is, at most `most` bytes; 0 at the end, less than 0 when it cannot be read.
  [[nodiscard]] ssize_t read(char* into, std::size_t most) const {
    ssize_t got = 0;
    do {
      got = ::read(descriptor_, into, most);
    } while (got < 0 && errno == EINTR);
    return got;
  }

 private:
  int descriptor_ = -1;
};

/// Answers line by line.
class Answering {
 public:
  Answering(const NodeBatchFields& fields, const Catalog& catalog) : fields_(fields), catalog_(catalog) {}

  /// `line` has NodeLineReader::kPadding bytes behind it. An empty line has no answer.
  void answer(std::string_view line, std::string& out) {
    ++number_;
    if (number_ == 1 && line.starts_with(kUtf8Bom)) line.remove_prefix(kUtf8Bom.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) return;
    const auto question = reader_.read(line);
    if (!question) return refuse(question.error().id, question.error().message, out);
    const auto node = resolve(**question, catalog_);
    if (!node) return refuse((*question)->id, node.error(), out);
    report::append_node_answer(out, (*question)->id, answer_node(*node, fields_), fields_);
  }

  void refuse_long_line(std::string& out) {
    ++number_;
    refuse("null", fmt::format("is longer than {} bytes; write one object a line", kLongestLine), out);
  }

  [[nodiscard]] bool all_good() const { return all_good_; }

 private:
  void refuse(std::string_view id, std::string_view message, std::string& out) {
    all_good_ = false;
    report::append_node_error(out, id, fmt::format("line {}: {}", number_, message));
  }

  NodeBatchFields fields_;
  const Catalog& catalog_;
  NodeLineReader reader_;
  std::int64_t number_ = 0;
  bool all_good_ = true;
};

}  // namespace

ExitCode run_node_batch(const NodeBatch& batch, const Catalog& catalog, Io& io) {
  const auto wrong = [&](const UsageError& error) { return refuse(io, "node", error); };
  if (std::string fault = NodeLineReader::fault(); !fault.empty()) {
    return wrong({std::move(fault), "install the package libsimdjson-dev"});
  }
  Input input;
  if (const auto opened = input.open(batch.path); !opened) return wrong(opened.error());
  OutputFiles files;
  int descriptor = STDOUT_FILENO;
  if (!batch.output.empty()) {
    const auto file = files.open(batch.output);
    if (!file) return wrong(file.error());
    descriptor = files.descriptor(*file);
  }

  Answering answering(batch.fields, catalog);
  std::string text(kReadAtOnce + kLongestLine + NodeLineReader::kPadding, '\0');
  std::string out;
  std::size_t held = 0;   // bytes of a line whose end has not been read yet
  bool skipping = false;  // the rest of a line that is too long
  for (;;) {
    const ssize_t got = input.read(text.data() + held, kReadAtOnce);
    if (got < 0) {
      return wrong({fmt::format("{}: cannot be read: {}", display_name(batch.path), std::strerror(errno)),
                    "name a file of JSON lines, or - for standard input"});
    }
    const std::size_t end = held + static_cast<std::size_t>(got);
    std::size_t start = 0;
    while (start < end) {
      const void* newline = std::memchr(text.data() + start, '\n', end - start);
      if (newline == nullptr) break;
      const auto stop = static_cast<std::size_t>(static_cast<const char*>(newline) - text.data());
      if (!skipping) answering.answer({text.data() + start, stop - start}, out);
      skipping = false;
      start = stop + 1;
    }
    held = end - start;
    if (got == 0) {
      if (held > 0 && !skipping) answering.answer({text.data() + start, held}, out);
      held = 0;
    } else if (skipping) {
      held = 0;
    } else if (held > kLongestLine) {
      answering.refuse_long_line(out);
      skipping = true;
      held = 0;
    } else {
      std::memmove(text.data(), text.data() + start, held);
    }
    switch (write_while_read(descriptor, out)) {
      case Written::all:
        break;
      case Written::reader_went_away:
        return ExitCode::done;
      case Written::failed:
        return wrong({fmt::format("the answers cannot be written: {}", std::strerror(errno)),
                      "make room, or write them elsewhere"});
    }
    out.clear();
    if (got == 0) break;
  }
  if (const auto committed = files.commit(); !committed) return wrong(committed.error());
  return answering.all_good() ? ExitCode::done : ExitCode::finding;
}

}  // namespace cniplan::cli
