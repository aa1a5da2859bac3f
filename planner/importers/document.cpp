#include "planner/importers/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <ranges>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include "planner/core/line_index.hpp"
#include "planner/core/utf8.hpp"

namespace cniplan {
namespace {

constexpr std::size_t kDeepestNesting = 100;
constexpr std::size_t kMostAliasedNodes = 100'000;

/// Thrown through yaml-cpp by our own event handler, which has no other way to stop it; caught in this file.
struct Stop {
  Diagnostic diagnostic;
};

Diagnostic error(std::string code, std::string message, std::string way_out, Location at) {
  return {
      .code = std::move(code), .message = std::move(message), .way_out = std::move(way_out), .location = at};
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// What keeps the bytes from being text at all. yaml-cpp would take some of them for the end of the file.
std::optional<Diagnostic> not_text(std::string_view text, const LineIndex& places, int source) {
  const Location whole{.source = source};
  if (text.size() > kLargestYaml) {
    return error("document.too-large", fmt::format("the file has {} bytes", text.size()),
                 fmt::format("at most {} are read", kLargestYaml), whole);
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
      (text.size() >= 4 && ((text[0] == '\0' && text[2] == '\0') || (text[1] == '\0' && text[3] == '\0')))) {
    return error("document.encoding", "the file is UTF-16", "save it as UTF-8", whole);
  }
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool lone_return = byte == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
    if (lone_return) {
      return error("document.encoding", "a carriage return stands without a line feed",
                   "end lines with a line feed", places.at(i));
    }
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') {
      return error("document.encoding", fmt::format("byte 0x{:02x} does not belong in a text", byte),
                   "give a YAML or JSON file", places.at(i));
    }
    const std::size_t length = utf8_character(text.substr(i));
    if (length == 0) {
      return error("document.encoding", fmt::format("byte 0x{:02x} is not UTF-8", byte),
                   "save the file as UTF-8", places.at(i));
    }
    // yaml-cpp drops a directive that it does not know, wherever it stands.
    const bool starts_line = i == 0 || text[i - 1] == '\n';
    const std::string_view rest = text.substr(i);
    if (starts_line && byte == '%' && !rest.starts_with("%YAML ") && !rest.starts_with("%TAG ")) {
      return error("document.syntax", "a line begins with \"%\", which YAML keeps for directives",
                   "indent it, or put the text in quotes", places.at(i));
    }
    i += length;
  }
  return std::nullopt;
}

std::optional<unsigned> escaped_unit(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdefABCDEF";
  if (!text.starts_with("\\u") || text.size() < 6) return std::nullopt;
  const auto digits = text.substr(2, 4);
  if (digits.find_first_not_of(kHex) != std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(std::stoul(std::string(digits), nullptr, 16));
}

/// The text as yaml-cpp gets it. JSON escapes a character beyond U+FFFF as a surrogate pair, "\ud83d\ude00",
/// which YAML writes "\U0001f600": of a text that begins as JSON does, the pairs are rewritten.
struct ParserInput {
  std::string text;
  std::vector<std::size_t> shortened;  ///< offsets in `text`, each behind a pair written two bytes shorter
  std::size_t skipped = 0;             ///< the byte order mark in front

  /// The offset in the user's text.
  [[nodiscard]] std::size_t original(std::size_t offset) const {
    const auto before = std::ranges::upper_bound(shortened, offset) - shortened.begin();
    return skipped + offset + 2 * static_cast<std::size_t>(before);
  }
};

ParserInput parser_input(std::string_view text) {
  ParserInput input;
  if (text.starts_with(kUtf8Bom)) {
    input.skipped = kUtf8Bom.size();
    text.remove_prefix(kUtf8Bom.size());
  }
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool as_json = first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
  if (!as_json || text.find("\\u") == std::string_view::npos) {
    input.text = text;
    return input;
  }
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    if (in_string && text[i] == '\\') {
      const auto high = escaped_unit(text.substr(i));
      const auto low = high ? escaped_unit(text.substr(i + 6)) : std::nullopt;
      if (low && *high >= 0xD800 && *high < 0xDC00 && *low >= 0xDC00 && *low < 0xE000) {
        input.text += fmt::format("\\U{:08x}", 0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00));
        input.shortened.push_back(input.text.size());
        i += 12;
        continue;
      }
      input.text += text.substr(i, 2);
      i += 2;
      continue;
    }
    if (text[i] == '"') in_string = !in_string;
    input.text += text[i++];
  }
  return input;
}

/// Makes the tree from yaml-cpp's events.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, const ParserInput& input, const LineIndex& places, YamlTags tags)
      : text_(text), input_(&input), places_(&places), tags_(tags) {}

  [[nodiscard]] std::vector<DocumentNode>& documents() { return documents_; }
  [[nodiscard]] Diagnostics& errors() { return errors_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    anchored_.clear();
    open_.clear();
    const std::size_t offset = offset_of(mark);
    // Programs that print JSON one after the other put nothing in between.
    const auto first = text_.find_first_not_of(" \t\r\n");
    const bool objects = first != std::string_view::npos && text_[first] == '{' && text_.substr(offset).starts_with('{');
    if (started_ && !objects && !text_.substr(offset).starts_with("---")) {
      throw Stop{error("document.syntax", "text behind the end of the document",
                       "remove it, or put a line \"---\" between two documents", places_->at(offset))};
    }
    started_ = true;
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    DocumentNode node;
    std::size_t offset = after_properties(offset_of(mark));
    constexpr std::array<std::string_view, 4> kWritten = {"~", "null", "Null", "NULL"};
    const std::string_view rest = text_.substr(offset);
    const auto written =
        std::ranges::find_if(kWritten, [&](std::string_view word) { return rest.starts_with(word); });
    if (written != kWritten.end()) {
      node.location = places_->at(offset, written->size());
    } else if (!open_.empty() && open_.back().key) {
      reject_missing_colon(open_.back());
      node.location = open_.back().key->location;  // `key:` with nothing behind it
    } else {
      // Behind a "-" or a comma: that is the place, not the next thing that follows.
      while (offset > 0 && is_blank(text_[offset - 1])) --offset;
      node.location = places_->at(offset == 0 ? 0 : offset - 1);
    }
    add(std::move(node), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const std::size_t offset = after_properties(offset_of(mark));
    DocumentNode node;
    node.tag = own_tag(tag, mark);
    node.kind = DocumentNode::Kind::scalar;
    node.scalar = value;
    node.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
    reject_open_quote(offset);
    const std::size_t length = written_length(offset, value);
    node.location = places_->at(offset, length);
    scalar_end_ = offset + length;
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::size_t offset = offset_of(mark);
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) {
      throw Stop{error("document.alias", "the alias stands for a value that holds the alias itself",
                       "write the value out", places_->at(offset, word_length(offset)))};
    }
    aliased_nodes_ += found->second.nodes;
    if (aliased_nodes_ > kMostAliasedNodes) {
      throw Stop{error("document.alias",
                       fmt::format("the file's aliases stand for more than {} values", kMostAliasedNodes),
                       "use fewer aliases", places_->at(offset, word_length(offset)))};
    }
    if (open_.size() + found->second.height > kDeepestNesting) throw too_deep(offset);
    add(DocumentNode(found->second.node), 0);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(DocumentNode::Kind::sequence, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(DocumentNode::Kind::mapping, mark, tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

  /// The innermost bracket that is still open.
  [[nodiscard]] std::optional<Location> open_bracket() const {
    for (const Open& level : std::views::reverse(open_)) {
      if (level.in_brackets) return level.node.location;
    }
    return std::nullopt;
  }

  /// Whether a tab stands before the first word of the line that the mark points into.
  [[nodiscard]] bool indented_by_tab(const YAML::Mark& mark) const {
    const std::size_t offset = offset_of(mark);
    const auto newline = offset == 0 ? std::string_view::npos : text_.rfind('\n', offset - 1);
    const std::string_view line = text_.substr(newline == std::string_view::npos ? 0 : newline + 1);
    return line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
  }

  [[nodiscard]] std::size_t offset_of(const YAML::Mark& mark) const {
    return mark.pos < 0 ? text_.size()
                        : std::min(input_->original(static_cast<std::size_t>(mark.pos)), text_.size());
  }

 private:
  struct Open {
    DocumentNode node;
    YAML::anchor_t anchor = 0;
    bool in_brackets = false;
    std::optional<DocumentNode> key;  // of a mapping, until its value has come
    std::size_t key_end = 0;
    std::unordered_map<std::string, Location> seen;
  };
  struct Anchored {
    DocumentNode node;
    std::size_t nodes = 0;
    std::size_t height = 0;
  };

  static std::size_t count(const DocumentNode& node) {
    std::size_t nodes = 1;
    for (const DocumentNode& item : node.items) nodes += count(item);
    for (const DocumentNode::Entry& entry : node.entries) nodes += count(entry.value);
    return nodes;
  }
  static std::size_t height(const DocumentNode& node) {
    std::size_t below = 0;
    for (const DocumentNode& item : node.items) below = std::max(below, height(item));
    for (const DocumentNode::Entry& entry : node.entries) below = std::max(below, height(entry.value));
    const bool leaf = node.kind == DocumentNode::Kind::null || node.kind == DocumentNode::Kind::scalar;
    return leaf ? 0 : below + 1;
  }

  [[nodiscard]] Stop too_deep(std::size_t offset) const {
    return {error("document.nesting", fmt::format("values are nested more than {} deep", kDeepestNesting),
                  "no file of a kind that can be read nests so deep", places_->at(offset))};
  }

  /// Bytes up to the next blank or bracket.
  [[nodiscard]] std::size_t word_length(std::size_t offset) const {
    return std::min(text_.find_first_of(" \t\r\n,]}", offset), text_.size()) - offset;
  }

  /// Where the value itself begins, behind its anchor and tag.
  [[nodiscard]] std::size_t after_properties(std::size_t offset) const {
    while (offset < text_.size() && (text_[offset] == '&' || text_[offset] == '!')) {
      offset += word_length(offset);
      while (offset < text_.size() && is_blank(text_[offset])) ++offset;
    }
    return offset;
  }

  /// yaml-cpp takes the end of the file for the closing quote when a line ends before it.
  void reject_open_quote(std::size_t offset) const {
    if (offset >= text_.size() || (text_[offset] != '"' && text_[offset] != '\'')) return;
    const char quote = text_[offset];
    for (std::size_t i = offset + 1; i < text_.size(); ++i) {
      if (quote == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        return;
      }
    }
    throw Stop{error("document.syntax", "a quoted text does not end", "add the closing quote", places_->at(offset))};
  }

  /// How many bytes of its first line a scalar takes as it is written. Looks no further than the scalar goes, as a JSON
  /// file may be one line as a whole.
  [[nodiscard]] std::size_t written_length(std::size_t offset, std::string_view value) const {
    const std::string_view rest = text_.substr(offset);
    const auto ends_line = [&](std::size_t i) { return i >= rest.size() || rest[i] == '\r' || rest[i] == '\n'; };
    if (rest.starts_with('"')) {
      std::size_t i = 1;
      for (; !ends_line(i); ++i) {
        if (rest[i] == '"') return i + 1;
        if (rest[i] == '\\' && !ends_line(i + 1)) ++i;
      }
      return i;
    }
    if (rest.starts_with('\'')) {
      std::size_t i = 1;
      for (; !ends_line(i); ++i) {
        if (rest[i] != '\'') continue;
        if (ends_line(i + 1) || rest[i + 1] != '\'') return i + 1;
        ++i;
      }
      return i;
    }
    if (value.find_first_of("\r\n") == std::string_view::npos && rest.starts_with(value)) return value.size();
    const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
    return line.find_last_not_of(" \t") + 1;
  }

  /// A tag that is not one of YAML's; empty when it is.
  [[nodiscard]] std::string own_tag(const std::string& tag, const YAML::Mark& mark) const {
    constexpr std::array<std::string_view, 10> kKnown = {"",
                                                         "?",
                                                         "!",
                                                         "tag:yaml.org,2002:str",
                                                         "tag:yaml.org,2002:int",
                                                         "tag:yaml.org,2002:float",
                                                         "tag:yaml.org,2002:bool",
                                                         "tag:yaml.org,2002:null",
                                                         "tag:yaml.org,2002:seq",
                                                         "tag:yaml.org,2002:map"};
    if (std::ranges::find(kKnown, tag) != kKnown.end()) return {};
    if (tags_ == YamlTags::kept) return tag;
    const std::size_t offset = offset_of(mark);
    throw Stop{error("document.tag", fmt::format("the YAML tag \"{}\" has no meaning here", tag),
                     "write the value without it", places_->at(offset, word_length(offset)))};
  }

  /// yaml-cpp takes a word alone on a line of a mapping for a key without a value.
  void reject_missing_colon(const Open& level) const {
    const auto next = text_.find_first_not_of(" \t", level.key_end);
    const bool has_colon = next != std::string_view::npos && text_[next] == ':';
    if (has_colon || level.in_brackets || level.key->kind != DocumentNode::Kind::scalar) return;
    throw Stop{error("document.syntax", fmt::format("no \":\" follows the key \"{}\"", level.key->scalar),
                     "write \"key: value\"", level.key->location)};
  }

  void open(DocumentNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    const std::size_t offset = after_properties(offset_of(mark));
    if (open_.size() >= kDeepestNesting) throw too_deep(offset);
    Open level;
    level.node.tag = own_tag(tag, mark);
    level.node.kind = kind;
    level.node.location = places_->at(offset);
    level.anchor = anchor;
    level.in_brackets = style == YAML::EmitterStyle::Flow;
    open_.push_back(std::move(level));
  }

  void close() {
    Open level = std::move(open_.back());
    open_.pop_back();
    if (level.node.kind == DocumentNode::Kind::mapping) merge(level.node);
    add(std::move(level.node), level.anchor);
  }

  /// `<<: *defaults` adds the entries of another mapping, or of several, that the mapping lacks.
  /// Source: https://yaml.org/type/merge.html
  void merge(DocumentNode& node) {
    const auto found = std::ranges::find_if(node.entries, [](const auto& entry) {
      return entry.key == "<<" && entry.value.kind != DocumentNode::Kind::scalar;
    });
    if (found == node.entries.end()) return;
    const DocumentNode from = std::move(found->value);
    node.entries.erase(found);
    std::unordered_set<std::string> keys;
    for (const DocumentNode::Entry& entry : node.entries) keys.insert(entry.key);
    const auto add_missing = [&](const DocumentNode& other) {
      if (other.kind != DocumentNode::Kind::mapping) {
        errors_.push_back(error("document.merge", "only a mapping can be merged with \"<<\"",
                                "let the alias stand for a mapping", other.location));
        return;
      }
      for (const DocumentNode::Entry& entry : other.entries) {
        if (keys.insert(entry.key).second) node.entries.push_back(entry);
      }
    };
    if (from.kind == DocumentNode::Kind::sequence) {
      for (const DocumentNode& item : from.items) add_missing(item);
    } else {
      add_missing(from);
    }
  }

  void add(DocumentNode node, YAML::anchor_t anchor) {
    if (anchor != 0) anchored_[anchor] = {node, count(node), height(node)};
    if (open_.empty()) {
      // A document without content, as behind a last "---", is none.
      if (node.kind != DocumentNode::Kind::null) documents_.push_back(std::move(node));
      return;
    }
    Open& level = open_.back();
    if (level.node.kind == DocumentNode::Kind::sequence) {
      level.node.items.push_back(std::move(node));
    } else if (!level.key) {
      level.key = std::move(node);
      level.key_end = scalar_end_;
    } else {
      add_entry(level, std::move(node));
      level.key.reset();
    }
  }

  void add_entry(Open& level, DocumentNode value) {
    DocumentNode& key = *level.key;
    if (key.kind == DocumentNode::Kind::null) {
      errors_.push_back(error("document.key", "an entry has no key",
                              "remove the comma or colon that is too many", key.location));
      return;
    }
    if (key.kind != DocumentNode::Kind::scalar) {
      errors_.push_back(error("document.key", "a key has to be a text", "put it in quotes", key.location));
      return;
    }
    const auto [first, is_new] = level.seen.emplace(key.scalar, key.location);
    if (!is_new) {
      errors_.push_back(error("document.duplicate-key",
                              fmt::format("the key \"{}\" stands here a second time", key.scalar),
                              fmt::format("the first is in line {}, column {}: keep one of them",
                                          first->second.line, first->second.column),
                              key.location));
      return;
    }
    const bool starts_mapping = level.node.entries.empty() && key.location.line == level.node.location.line &&
                                key.location.column == level.node.location.column;
    if (starts_mapping) level.node.location.length = key.location.length;
    level.node.entries.push_back({std::move(key.scalar), key.location, std::move(value)});
  }

  std::string_view text_;
  const ParserInput* input_;
  const LineIndex* places_;
  YamlTags tags_;
  std::vector<DocumentNode> documents_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  std::size_t aliased_nodes_ = 0;
  bool started_ = false;
  std::size_t scalar_end_ = 0;  // of the newest scalar, on its first line
  Diagnostics errors_;
};

struct SyntaxMessage {
  std::string_view theirs;  // what yaml-cpp's message begins with
  std::string_view message;
  std::string_view way_out;
};

/// What yaml-cpp's messages come from, as people meet it.
SyntaxMessage syntax_message(std::string_view theirs) {
  namespace msg = YAML::ErrorMsg;
  static const auto kMessages = std::to_array<SyntaxMessage>({
      {msg::END_OF_MAP_FLOW, "a \"{\" is not closed", "add the \"}\", or a comma between two entries"},
      {msg::END_OF_SEQ_FLOW, "a \"[\" is not closed", "add the \"]\", or a comma between two items"},
      {msg::END_OF_MAP, "this line does not continue the mapping above it",
       "indent it like the keys beside it, and write keys as \"key: value\""},
      {msg::END_OF_SEQ, "this line does not continue the list above it", "indent its \"-\" like those above"},
      {msg::TAB_IN_INDENTATION, "a tab indents this line", "indent with blanks"},
      {msg::FLOW_END, "a closing bracket that does not match", "remove it, or close the one that is open"},
      {msg::BLOCK_ENTRY, "a list item cannot begin here", "put the \"-\" on a line of its own"},
      {msg::MAP_KEY, "a key cannot begin here", "put it on a line of its own"},
      {msg::MAP_VALUE, "a second \": \" in one line, or a key that cannot stand here",
       "put a text that holds \": \" in quotes, and each key on its own line"},
      {msg::EOF_IN_SCALAR, "a quoted text does not end", "add the closing quote"},
      {msg::DOC_IN_SCALAR, "a quoted text does not end before the document does", "add the closing quote"},
      {msg::CHAR_IN_SCALAR, "a character that no plain text can begin with", "put the text in quotes"},
      {msg::UNKNOWN_TOKEN, "a character that no value can begin with", "put the text in quotes"},
      {msg::INVALID_ESCAPE, "an escape sequence that does not exist",
       "write a backslash as \"\\\\\", or use single quotes"},
      {msg::INVALID_UNICODE, "an escape sequence that is no character", "write the character itself"},
      {msg::INVALID_HEX, "an escape sequence with a digit that is not hexadecimal",
       "write a backslash as \"\\\\\", or use single quotes"},
      {msg::UNKNOWN_ANCHOR, "an alias to an anchor that does not exist", "define it first with \"&\""},
      {msg::ALIAS_NOT_FOUND, "\"*\" begins an alias, but no name follows", "put the text in quotes"},
      {msg::CHAR_IN_ALIAS, "\"*\" begins an alias, whose name holds a character it cannot have",
       "put the text in quotes"},
      {msg::ANCHOR_NOT_FOUND, "\"&\" begins an anchor, but no name follows", "put the text in quotes"},
      {msg::CHAR_IN_ANCHOR, "\"&\" begins an anchor, whose name holds a character it cannot have",
       "put the text in quotes"},
      {msg::CHAR_IN_BLOCK, "a character that cannot stand behind \"|\" or \">\"",
       "begin the text in the next line"},
  });
  const auto found =
      std::ranges::find_if(kMessages, [&](const auto& row) { return theirs.starts_with(row.theirs); });
  if (found != kMessages.end()) return *found;
  return {theirs, theirs, "this is where YAML ends to be readable; look at this line and the one above"};
}

Diagnostic syntax_error(const YAML::Exception& exception, const TreeBuilder& builder,
                        const LineIndex& places) {
  const auto bracket = builder.open_bracket();
  const bool by_tab = !bracket && builder.indented_by_tab(exception.mark);
  const SyntaxMessage said = syntax_message(by_tab ? std::string_view(YAML::ErrorMsg::TAB_IN_INDENTATION)
                                                   : std::string_view(exception.msg));
  std::string message(said.message);
  const bool unclosed =
      exception.msg == YAML::ErrorMsg::END_OF_MAP_FLOW || exception.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW;
  if (unclosed && bracket)
    message = fmt::format("the bracket of line {}, column {} is not closed", bracket->line, bracket->column);
  return error("document.syntax", std::move(message), std::string(said.way_out),
               places.at(builder.offset_of(exception.mark)));
}

}  // namespace

const DocumentNode* DocumentNode::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &found->value;
}

Result<std::vector<DocumentNode>, Diagnostics> read_documents(std::string_view text, int source,
                                                              std::string_view wanted, YamlTags tags) {
  const LineIndex places(text.substr(0, kLargestYaml), source);
  if (auto problem = not_text(text, places, source)) return failure(Diagnostics{*std::move(problem)});
  const ParserInput input = parser_input(text);
  TreeBuilder builder(text, input, places, tags);
  try {
    std::istringstream stream(input.text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop& stop) {
    builder.errors().push_back(stop.diagnostic);
  } catch (const YAML::Exception& exception) {
    builder.errors().push_back(syntax_error(exception, builder, places));
  }
  if (!builder.errors().empty()) {
    sort_by_location(builder.errors());
    return failure(std::move(builder.errors()));
  }
  if (builder.documents().empty()) {
    return failure(Diagnostics{error("document.empty", "the file is empty",
                                     fmt::format("give {}", wanted), {.source = source})});
  }
  return std::move(builder.documents());
}

}  // namespace cniplan
