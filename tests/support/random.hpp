#pragma once

#include <cstdint>
#include <random>

namespace cniplan::test {

/// Random numbers whose sequence is the same on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// From 0 up to, but not including, `end`.
  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  std::uint64_t next() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace cniplan::test
