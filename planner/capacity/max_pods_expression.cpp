#include "planner/capacity/max_pods_expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "planner/capacity/max_pods.hpp"
#include "planner/core/ensure.hpp"
#include "planner/core/spelling.hpp"

namespace cniplan {
namespace {

using Node = CompiledMaxPodsExpression::Node;
using Op = CompiledMaxPodsExpression::Op;

constexpr std::string_view kFallback = "nodeadm would only log this and set its default";

enum class Type : std::uint8_t { integer, truth };

std::string_view to_string(Type type) { return type == Type::integer ? "a number" : "a truth value"; }

struct Operator {
  std::string_view text;
  Op op;
};
constexpr std::array<Operator, 6> kComparisons = {{{"<=", Op::less_equal},
                                                   {">=", Op::greater_equal},
                                                   {"==", Op::equal},
                                                   {"!=", Op::not_equal},
                                                   {"<", Op::less},
                                                   {">", Op::greater}}};
constexpr std::array<Operator, 2> kSums = {{{"+", Op::add}, {"-", Op::subtract}}};
constexpr std::array<Operator, 3> kProducts = {{{"*", Op::multiply}, {"/", Op::divide}, {"%", Op::modulo}}};
constexpr std::array<Operator, 1> kAnd = {{{"&&", Op::logical_and}}};
constexpr std::array<Operator, 1> kOr = {{{"||", Op::logical_or}}};

constexpr std::array<std::string_view, 7> kNames = {"default_enis", "ips_per_eni", "max_pods", "min",
                                                    "max",          "true",        "false"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_name_start(c) || is_digit(c); }

/// A node already built, and its type.
struct Part {
  int node = -1;
  Type type = Type::integer;
};

/// Recursive descent over CEL's grammar; the first error ends it, and every function then returns nothing.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  void parse() {
    const auto whole = expression();
    if (error) return;
    skip_blanks();
    if (at_ < text_.size()) {
      fail_unexpected();
    } else if (whole->type != Type::integer) {
      fail("expression.type", 0, text_.size(), "the expression gives a truth value, not a number",
           "write `condition ? number : number`");
    }
  }

  std::vector<Node> nodes;
  Diagnostics warnings;
  std::optional<Diagnostic> error;

 private:
  using Parsed = std::optional<Part>;

  Location place(std::size_t from, std::size_t to) const {
    Location location;
    const auto before = text_.substr(0, from);
    location.line = 1 + static_cast<int>(std::ranges::count(before, '\n'));
    const auto line_start = before.rfind('\n');
    location.column = static_cast<int>(from - (line_start == std::string_view::npos ? 0 : line_start + 1)) + 1;
    location.length = static_cast<int>(std::max<std::size_t>(to - from, 1));
    return location;
  }

  std::nullopt_t fail(std::string code, std::size_t from, std::size_t to, std::string message, std::string way_out) {
    if (!error) {
      way_out += fmt::format("{}{}", way_out.empty() ? "" : "; ", kFallback);
      error = Diagnostic{std::move(code), Severity::error, std::move(message), std::move(way_out), place(from, to)};
    }
    return std::nullopt;
  }

  std::nullopt_t fail_unexpected() {
    if (at_ == text_.size()) {
      return fail("expression.syntax", at_, at_, text_.empty() ? "the expression is empty" : "the expression ends too early",
                  "a number, a variable or a parenthesis is missing at its end");
    }
    auto end = at_ + 1;
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) ++end;
    const auto found = text_.substr(at_, end - at_);
    std::string way_out = "numbers, + - * / %, comparisons, && || !, ?: and parentheses are understood";
    if (found == "=") way_out = "equality is written ==";
    if (found == "&" || found == "|") way_out = fmt::format("the operator is written {0}{0}", found);
    if (found == ".") way_out = "only whole numbers are understood";
    return fail("expression.syntax", at_, end, fmt::format("unexpected \"{}\"", found), way_out);
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        ++at_;
      } else if (text_.substr(at_).starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        return;
      }
    }
  }

  bool take(std::string_view token) {
    skip_blanks();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  template <std::size_t N>
  const Operator* take_one_of(const std::array<Operator, N>& operators) {
    const auto found = std::ranges::find_if(operators, [&](const Operator& o) { return take(o.text); });
    return found == operators.end() ? nullptr : &*found;
  }

  Part add(Node node, Type type) {
    nodes.push_back(node);
    return {static_cast<int>(nodes.size()) - 1, type};
  }

  /// False, with the error said, when an operand's type is not the one that is needed.
  bool check(Part part, Type needed, std::string_view user) {
    if (part.type == needed) return true;
    const Location& at = nodes[static_cast<std::size_t>(part.node)].place;
    fail("expression.type", 0, 0, fmt::format("{} needs {}, not {}", user, to_string(needed), to_string(part.type)), "");
    error->location = at;
    return false;
  }

  // Expr = ConditionalOr ["?" ConditionalOr ":" Expr]
  Parsed expression() {
    if (++depth_ > CompiledMaxPodsExpression::kDeepest) {
      return fail("expression.too-deep", at_, at_ + 1,
                  fmt::format("nested more than {} deep", CompiledMaxPodsExpression::kDeepest), "take parentheses away");
    }
    const auto result = conditional();
    --depth_;
    return result;
  }

  Parsed conditional() {
    const auto condition = logical_or();
    if (!condition) return std::nullopt;
    skip_blanks();
    const auto from = at_;
    if (!take("?")) return condition;
    if (!check(*condition, Type::truth, "the condition before \"?\"")) return std::nullopt;
    const auto yes = logical_or();
    if (!yes) return std::nullopt;
    if (!take(":")) {
      return at_ == text_.size() ? fail("expression.syntax", at_, at_, "\"?\" has no \":\"", "write `condition ? a : b`")
                                 : fail_unexpected();
    }
    const auto no = expression();
    if (!no || !check(*no, yes->type, "the value behind \":\"")) return std::nullopt;
    return add({Op::conditional, 0, condition->node, yes->node, no->node, place(from, from + 1)}, yes->type);
  }

  /// A chain of operators of one rank, grouped from the left.
  template <std::size_t N>
  Parsed chain(const std::array<Operator, N>& operators, Parsed (Parser::*operand)(), Type needed, Type gives) {
    auto left = (this->*operand)();
    while (left) {
      skip_blanks();
      const auto from = at_;
      const Operator* const found = take_one_of(operators);
      if (found == nullptr) return left;
      const auto to = at_;
      const auto right = (this->*operand)();
      if (!right) return std::nullopt;
      const auto user = fmt::format("\"{}\"", found->text);
      if (!check(*left, needed, user) || !check(*right, needed, user)) return std::nullopt;
      left = add({found->op, 0, left->node, right->node, -1, place(from, to)}, gives);
    }
    return std::nullopt;
  }

  Parsed logical_or() { return chain(kOr, &Parser::logical_and, Type::truth, Type::truth); }
  Parsed logical_and() { return chain(kAnd, &Parser::relation, Type::truth, Type::truth); }
  Parsed sum() { return chain(kSums, &Parser::product, Type::integer, Type::integer); }
  Parsed product() { return chain(kProducts, &Parser::unary, Type::integer, Type::integer); }

  // CEL compares truth values too: false is less than true.
  Parsed relation() {
    auto left = sum();
    while (left) {
      skip_blanks();
      const auto from = at_;
      const Operator* const found = take_one_of(kComparisons);
      if (found == nullptr) return left;
      const auto to = at_;
      const auto right = sum();
      if (!right || !check(*right, left->type, fmt::format("\"{}\" behind {}", found->text, to_string(left->type)))) {
        return std::nullopt;
      }
      left = add({found->op, 0, left->node, right->node, -1, place(from, to)}, Type::truth);
    }
    return std::nullopt;
  }

  // Unary = Member | "!" {"!"} Member | "-" {"-"} Member; the two do not mix.
  Parsed unary() {
    skip_blanks();
    const bool minus = text_.substr(at_).starts_with('-');
    const bool bang = text_.substr(at_).starts_with('!');
    std::vector<std::size_t> signs;
    while ((minus && take("-")) || (bang && take("!"))) {
      signs.push_back(at_ - 1);
      skip_blanks();
    }
    // The smallest number is a literal of its own, as its digits alone are too large.
    const bool negative_literal = minus && at_ < text_.size() && is_digit(text_[at_]);
    auto result = negative_literal ? number(signs.back(), '-') : primary();
    if (negative_literal) signs.pop_back();
    while (result && !signs.empty()) {
      const Type needed = minus ? Type::integer : Type::truth;
      if (!check(*result, needed, minus ? "\"-\"" : "\"!\"")) return std::nullopt;
      const auto from = signs.back();
      signs.pop_back();
      result = add({minus ? Op::negate : Op::logical_not, 0, result->node, -1, -1, place(from, from + 1)}, needed);
    }
    return result;
  }

  Parsed primary() {
    skip_blanks();
    if (at_ == text_.size()) return fail_unexpected();
    if (is_digit(text_[at_])) return number(at_, '+');
    if (is_name_start(text_[at_])) return name();
    const auto from = at_;
    if (!take("(")) return fail_unexpected();
    const auto inner = expression();
    if (!inner) return std::nullopt;
    if (!take(")")) {
      return at_ == text_.size() ? fail("expression.syntax", from, from + 1, "\"(\" is never closed", "add a \")\"")
                                 : fail_unexpected();
    }
    return inner;
  }

  Parsed number(std::size_t from, char sign) {
    const bool hexadecimal = text_.substr(at_).starts_with("0x");
    if (hexadecimal) at_ += 2;
    const auto digits = at_;
    while (at_ < text_.size() && (is_name(text_[at_]) || text_[at_] == '.')) ++at_;
    const auto written = text_.substr(digits, at_ - digits);
    std::uint64_t magnitude = 0;
    const auto [end, code] =
        std::from_chars(written.data(), written.data() + written.size(), magnitude, hexadecimal ? 16 : 10);
    if (written.empty() || end != written.data() + written.size()) {
      return fail("expression.syntax", from, at_, fmt::format("\"{}\" is not a whole number", text_.substr(from, at_ - from)),
                  "only decimal digits, or 0x and hexadecimal ones, are understood");
    }
    constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (code != std::errc{} || magnitude > kLargest + (sign == '-' ? 1U : 0U)) {
      return fail("expression.overflow", from, at_,
                  fmt::format("{} does not fit into 64 bits", text_.substr(from, at_ - from)), "");
    }
    const auto value = static_cast<std::int64_t>(sign == '-' ? 0 - magnitude : magnitude);
    return add({Op::literal, value, -1, -1, -1, place(from, at_)}, Type::integer);
  }

  Parsed name() {
    const auto from = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    const auto word = text_.substr(from, at_ - from);
    const auto to = at_;
    Node node;
    node.place = place(from, to);
    skip_blanks();
    const bool called = text_.substr(at_).starts_with('(');
    if (called && (word == "min" || word == "max")) return fold(word == "min" ? Op::minimum : Op::maximum, word, from, to);
    if (called) {
      return fail("expression.unknown-name", from, to, fmt::format("unknown function \"{}\"", word),
                  "write the sum out; only min and max are understood");
    }
    if (word == "true" || word == "false") {
      node.value = word == "true" ? 1 : 0;
      return add(node, Type::truth);
    }
    if (word == "default_enis") {
      node.op = Op::default_enis;
    } else if (word == "ips_per_eni") {
      node.op = Op::ips_per_eni;
    } else if (word == "max_pods") {
      node.op = Op::max_pods;
    } else {
      std::string way_out = did_you_mean(word, kNames);
      if (way_out.empty()) way_out = "the variables are default_enis, ips_per_eni and max_pods";
      return fail("expression.unknown-name", from, to, fmt::format("unknown variable \"{}\"", word), way_out);
    }
    return add(node, Type::integer);
  }

  // min(a, b, ...) is min(min(a, b), ...).
  Parsed fold(Op op, std::string_view word, std::size_t from, std::size_t to) {
    warnings.push_back({"expression.not-in-nodeadm", Severity::warning,
                        fmt::format("nodeadm has no function \"{}\"", word),
                        word == "min" ? "write `a < b ? a : b` there" : "write `a > b ? a : b` there", place(from, to)});
    take("(");
    Parsed result;
    do {
      const auto argument = expression();
      if (!argument || !check(*argument, Type::integer, fmt::format("\"{}\"", word))) return std::nullopt;
      result = result ? add({op, 0, result->node, argument->node, -1, place(from, to)}, Type::integer) : argument;
    } while (take(","));
    if (!take(")")) {
      return at_ == text_.size()
                 ? fail("expression.syntax", from, to, fmt::format("\"{}(\" is never closed", word), "add a \")\"")
                 : fail_unexpected();
    }
    return result;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

/// What went wrong in an evaluation, and at which node.
struct Fault {
  std::string_view code;
  std::string_view message;
  const Node* node;
};
using Value = Result<std::int64_t, Fault>;

class Evaluator {
 public:
  Evaluator(const std::vector<Node>& nodes, const InstanceType& type) : nodes_(nodes), type_(type) {}

  Value value(int index) const {
    const Node& node = nodes_[static_cast<std::size_t>(index)];
    switch (node.op) {
      case Op::literal: return node.value;
      case Op::default_enis: return std::int64_t{type_.enis};
      case Op::ips_per_eni: return std::int64_t{type_.ipv4_per_eni};
      case Op::max_pods: return nodeadm_max_pods(type_).value();
      case Op::logical_and: return decided_by(node, 0);
      case Op::logical_or: return decided_by(node, 1);
      case Op::conditional: {
        const auto condition = value(node.first);
        if (!condition) return condition;
        return value(*condition != 0 ? node.second : node.third);
      }
      case Op::negate:
      case Op::logical_not: {
        const auto operand = value(node.first);
        if (!operand) return operand;
        if (node.op == Op::logical_not) return *operand == 0 ? 1 : 0;
        return arithmetic(node, 0, *operand);
      }
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::divide:
      case Op::modulo:
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
      case Op::equal:
      case Op::not_equal:
      case Op::minimum:
      case Op::maximum: break;
    }
    const auto left = value(node.first);
    if (!left) return left;
    const auto right = value(node.second);
    if (!right) return right;
    return arithmetic(node, *left, *right);
  }

 private:
  /// && and || are commutative: a side that decides does so even if the other one is an error.
  Value decided_by(const Node& node, std::int64_t deciding) const {
    const auto left = value(node.first);
    if (left && *left == deciding) return left;
    const auto right = value(node.second);
    if (right && *right == deciding) return right;
    return left ? right : left;
  }

  static Value arithmetic(const Node& node, std::int64_t a, std::int64_t b) {
    constexpr auto kSmallest = std::numeric_limits<std::int64_t>::min();
    std::int64_t result = 0;
    bool overflows = false;
    switch (node.op) {
      case Op::add: overflows = __builtin_add_overflow(a, b, &result); break;
      case Op::negate:
      case Op::subtract: overflows = __builtin_sub_overflow(a, b, &result); break;
      case Op::multiply: overflows = __builtin_mul_overflow(a, b, &result); break;
      case Op::divide:
      case Op::modulo:
        if (b == 0) return failure(Fault{"expression.division-by-zero", "division by zero", &node});
        overflows = a == kSmallest && b == -1;
        if (!overflows) result = node.op == Op::divide ? a / b : a % b;
        break;
      case Op::less: result = a < b ? 1 : 0; break;
      case Op::less_equal: result = a <= b ? 1 : 0; break;
      case Op::greater: result = a > b ? 1 : 0; break;
      case Op::greater_equal: result = a >= b ? 1 : 0; break;
      case Op::equal: result = a == b ? 1 : 0; break;
      case Op::not_equal: result = a != b ? 1 : 0; break;
      case Op::minimum: result = std::min(a, b); break;
      case Op::maximum: result = std::max(a, b); break;
      case Op::literal:
      case Op::default_enis:
      case Op::ips_per_eni:
      case Op::max_pods:
      case Op::logical_not:
      case Op::logical_and:
      case Op::logical_or:
      case Op::conditional: ensure(false, "arithmetic is asked for arithmetic only");
    }
    if (overflows) return failure(Fault{"expression.overflow", "the value does not fit into 64 bits", &node});
    return result;
  }

  const std::vector<Node>& nodes_;
  const InstanceType& type_;
};

}  // namespace

Result<CompiledMaxPodsExpression, Diagnostic> CompiledMaxPodsExpression::compile(std::string_view text) {
  if (text.size() > kLongest) {
    return failure(Diagnostic{"expression.too-long", Severity::error,
                              fmt::format("the expression has {} characters, and {} are read", text.size(), kLongest),
                              "shorten it", {-1, 1, 1, 1}});
  }
  Parser parser(text);
  parser.parse();
  if (parser.error) return failure(*std::move(parser.error));
  return CompiledMaxPodsExpression(std::move(parser.nodes), std::move(parser.warnings));
}

Result<PodCount, Diagnostic> CompiledMaxPodsExpression::evaluate(const InstanceType& type) const {
  const auto way_out = [&] { return fmt::format("nodeadm would only log this and set {}", nodeadm_max_pods(type).value()); };
  const auto value = Evaluator(nodes_, type).value(static_cast<int>(nodes_.size()) - 1);
  if (!value) {
    return failure(Diagnostic{std::string(value.error().code), Severity::error,
                              fmt::format("{}: {}", type.name.view(), value.error().message), way_out(),
                              value.error().node->place});
  }
  if (*value < kLeast || *value > kMost) {
    return failure(Diagnostic{"expression.range", Severity::error,
                              fmt::format("{}: the expression gives {}, outside {} to {}", type.name.view(), *value,
                                          kLeast, kMost),
                              way_out(), nodes_.back().place});
  }
  return PodCount(*value);
}

}  // namespace cniplan
