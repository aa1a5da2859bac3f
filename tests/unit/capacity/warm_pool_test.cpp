#include "planner/capacity/warm_pool.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/node_vectors.hpp"

using namespace cniplan;
using test::Json;

namespace {

template <class Quantity>
void check_inside(const Json& sampled, const char* figure, const Bounds<Quantity>& bounds) {
  if (!sampled.contains(figure)) return;
  CAPTURE(figure, sampled.at(figure), bounds.least.value(), bounds.most.value());
  CHECK(sampled.at(figure).at(0).get<std::int64_t>() >= bounds.least.value());
  CHECK(sampled.at(figure).at(1).get<std::int64_t>() <= bounds.most.value());
}

/// Orders that others drew at random lie within our bounds.
void check_inside(const Json& sampled, const NodeRange& range) {
  check_inside(sampled, "enis", range.enis);
  check_inside(sampled, "pool_ips", range.pool);
  check_inside(sampled, "warm_ips", range.warm);
  check_inside(sampled, "addresses_total", range.total);
  check_inside(sampled, "pods_without_address", range.pods_without_address);
}

}  // namespace

TEST_CASE("2,000 random nodes hold what the decision functions of ipamd and the resource controller leave them with") {
  int checked = 0;
  for (const Json& vector : test::json_lines("tests/upstream/warm-pool.jsonl")) {
    CAPTURE(vector.dump());
    ++checked;
    const auto node = test::setup_of(vector);
    if (!node) {
      CHECK(vector.at("answer").at("mode") == "refused");
      continue;
    }
    const SettledNode one_by_one = settle(*node, PodArrival::one_by_one);
    const Json answer = test::answer_of(*node, one_by_one);
    CHECK(answer == vector.at("answer"));
    SettledNode without_calls = one_by_one;
    without_calls.calls = {};
    without_calls.calls_per_hour = {};
    CHECK(settle_without_calls(*node) == without_calls);
    const auto range = range_on_the_way_up(*node, one_by_one.usage);
    CHECK(range.has_value() == vector.contains("range"));
    if (has_closed_form(*node) && one_by_one.usage.settles) {
      CHECK(node_ip_usage(*node) == one_by_one.usage);
      CHECK(turns_to_settle(*node, one_by_one.usage) == one_by_one.turns);
    }
    if (has_closed_form(*node)) CHECK((arrival_may_matter(*node) || !vector.contains("burst")));
    if (range && vector.contains("range")) check_inside(vector.at("range"), *range);

    if (vector.contains("call_totals")) {
      const SettledNode burst = settle(*node, PodArrival::all_at_once);
      const Json& totals = vector.at("call_totals");
      CHECK(test::call_totals_of(one_by_one) == totals.at("one_by_one"));
      CHECK(test::call_totals_of(burst) == totals.at("burst"));
      Json expected = vector.contains("burst") ? vector.at("burst") : vector.at("answer");
      Json got = test::answer_of(*node, burst);
      if (!vector.contains("burst")) {
        // Only where the state differs do the answers say how many turns it took.
        expected.erase("turns_to_steady");
        got.erase("turns_to_steady");
      }
      CHECK(got == expected);
      CHECK(vector.at("arrival_order_matters") == vector.contains("burst"));
    }
    if (vector.contains("down")) {
      const Json& down = vector.at("down");
      const PodCount pods(down.at("to").get<std::int64_t>());
      const SettledNode after = settle_after_leaving(*node, pods);
      Json got = test::answer_of(*node, after);
      got.erase("turns_to_steady");
      CHECK(got == down.at("answer"));
      check_inside(down.at("range"), range_after_leaving(*node, one_by_one.usage, after.usage));
    }
  }
  CHECK(checked == 2000);
}
