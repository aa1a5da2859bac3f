#include "planner/plan/plan_node.hpp"

#include "tests/unit/plan/node_questions.hpp"

using namespace cniplan;

TEST_CASE("a plan of one node answers what was asked and leaves out what was not") {
  auto asked = test::question({.pods = 20});
  const auto plan = plan_node(asked);
  CHECK(plan.answer == settle(asked.setup, PodArrival::one_by_one));
  CHECK(plan.answer.usage.total() == IpCount(30));
  CHECK(plan.start.alone_ms == 10'000);
  CHECK_FALSE(plan.range.has_value());
  CHECK_FALSE(plan.burst.has_value());
  CHECK_FALSE(plan.down.has_value());
  CHECK_FALSE(plan.fleet.has_value());

  asked.burst = true;
  asked.down_to = PodCount(3);
  asked.fleet = NodeCount(200);
  const auto whole = plan_node(asked);
  CHECK(whole.answer == plan.answer);
  REQUIRE(whole.burst.has_value());
  CHECK(*whole.burst == settle(asked.setup, PodArrival::all_at_once));
  REQUIRE(whole.down.has_value());
  CHECK(whole.down->pods == PodCount(3));
  CHECK(whole.down->answer.usage.total() == IpCount(20));
  CHECK(whole.down->range.total == Bounds<IpCount>{IpCount(20), IpCount(30)});
  REQUIRE(whole.fleet.has_value());
  CHECK(whole.fleet->nodes == NodeCount(200));
  CHECK(whole.fleet->start.alone_ms == whole.start.alone_ms);
  CHECK(whole.fleet->start.floor_ms == 100'000);  // (600 ModifyNetworkInterfaceAttribute - 100) / 5
  CHECK(whole.fleet->start.last_ms >= whole.fleet->start.floor_ms);
}

TEST_CASE("where chance decides a node has a range") {
  const auto plan = plan_node(test::question(
      {.settings = "ENABLE_PREFIX_DELEGATION=true WARM_PREFIX_TARGET=3", .pods = 40, .max_pods = 110}));
  REQUIRE(plan.range.has_value());
  CHECK(plan.range->total.least == plan.answer.usage.total());
}

TEST_CASE("going down to more Pods than there are is a broken promise") {
  auto asked = test::question({.pods = 5});
  asked.down_to = PodCount(6);
  CHECK_THROWS_AS(plan_node(asked), std::logic_error);
}

TEST_CASE("a curve goes from no Pod to those of the question") {
  const auto curve = node_curve(test::question({.pods = 27}));
  REQUIRE(curve.points.size() == 28);
  CHECK(curve.points.front().answer.usage.total() == IpCount(10));
  CHECK(curve.points[1].answer.usage.total() == IpCount(20));
  CHECK(curve.points.back().pods == PodCount(27));
  CHECK(curve.points.back().answer.usage.total() == IpCount(30));
}

TEST_CASE("a point of a curve equals the plan for as many Pods") {
  const auto seed = GENERATE(range(0, 40));
  CAPTURE(seed);
  test::Random random(static_cast<std::uint64_t>(seed));
  NodeQuestion asked = test::random_question(random);
  const auto curve = node_curve(asked);
  REQUIRE(curve.points.size() == static_cast<std::size_t>(asked.setup.load.pods.value()) + 1);
  CHECK(curve.admitted <= asked.setup.load.max_pods);
  NodeQuestion fullest = asked;
  fullest.setup.load.pods = std::min(asked.setup.load.pods, curve.admitted);
  CHECK(curve.findings == plan_node(fullest).findings);
  for (const NodeCurvePoint& point : curve.points) {
    if (random.below(8) != 0) continue;
    CAPTURE(point.pods);
    asked.setup.load.pods = point.pods;
    const auto plan = plan_node(asked);
    CHECK(point.answer == plan.answer);
    CHECK(point.range == plan.range);
  }
}
