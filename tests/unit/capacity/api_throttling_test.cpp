#include "planner/capacity/api_throttling.hpp"

#include <map>
#include <queue>
#include <tuple>

#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

using namespace cniplan;

namespace {

Ec2Calls calls(std::initializer_list<std::pair<Ec2Action, std::int64_t>> by_action) {
  Ec2Calls made;
  for (const auto& [action, count] : by_action) made[action] += count;
  return made;
}

/// One new ENI of a node, with the calls that ipamd makes for it. Source: aws/amazon-vpc-cni-k8s
/// pkg/awsutils/awsutils.go, AllocENI.
const Ec2Calls kNewEni = calls({{Ec2Action::describe_subnets, 2},
                                {Ec2Action::create_network_interface, 1},
                                {Ec2Action::describe_instances, 1},
                                {Ec2Action::attach_network_interface, 1},
                                {Ec2Action::modify_network_interface_attribute, 1}});

std::vector<TimedCalls> enis_one_a_turn(std::int64_t enis) {
  std::vector<TimedCalls> timeline;
  for (std::int64_t turn = 0; turn < enis; ++turn) timeline.push_back({turn * kSecondsPerTurn, kNewEni});
  return timeline;
}

/// The same question answered slowly: one queue of all nodes by time, and tokens counted tick by tick.
struct Naive {
  struct Tokens {
    std::int64_t twentieths = 0;
    std::int64_t tick = 0;
  };
  struct Call {
    Ec2Action action;
    std::int64_t second;
  };

  static std::pair<std::int64_t, std::int64_t> first_and_last_ms(const std::vector<Call>& node,
                                                                 std::size_t nodes) {
    std::map<Ec2Action, Tokens> buckets;
    std::priority_queue<std::tuple<std::int64_t, std::size_t, std::size_t, std::size_t>,
                        std::vector<std::tuple<std::int64_t, std::size_t, std::size_t, std::size_t>>,
                        std::greater<>>
        queue;  // tick, order of asking, node, call
    std::size_t asked = 0;
    for (std::size_t i = 0; i < nodes; ++i) queue.emplace(node.front().second * 20, asked++, i, 0);
    std::int64_t first = -1;
    std::int64_t last = 0;
    while (!queue.empty()) {
      const auto [tick, order, who, call] = queue.top();
      queue.pop();
      const RequestLimit limit = request_limit(node[call].action);
      Tokens& tokens =
          buckets.try_emplace(node[call].action, Tokens{limit.bucket_size * 20, 0}).first->second;
      while (tokens.tick < tick || tokens.twentieths < 20) {
        ++tokens.tick;
        tokens.twentieths = std::min(limit.bucket_size * 20, tokens.twentieths + limit.refill_per_second);
      }
      tokens.twentieths -= 20;
      const std::int64_t granted = tokens.tick;
      if (call + 1 < node.size()) {
        queue.emplace(granted + (node[call + 1].second - node[call].second) * 20, asked++, who, call + 1);
      } else {
        first = first < 0 ? granted : std::min(first, granted);
        last = std::max(last, granted);
      }
    }
    return {first * 50, last * 50};
  }
};

}  // namespace

TEST_CASE("EC2's request limits are those of its page") {
  // Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html (a copy of 2025).
  struct Row {
    Ec2Action action;
    std::int64_t bucket_size;
    std::int64_t refill_per_second;
  };
  const auto row = GENERATE(values<Row>({
      {Ec2Action::assign_ipv6_addresses, 100, 5},
      {Ec2Action::assign_private_ip_addresses, 100, 5},
      {Ec2Action::associate_trunk_interface, 50, 5},
      {Ec2Action::attach_network_interface, 50, 5},
      {Ec2Action::create_network_interface, 100, 5},
      {Ec2Action::create_network_interface_permission, 50, 5},
      {Ec2Action::create_tags, 100, 10},
      {Ec2Action::delete_network_interface, 100, 5},
      {Ec2Action::describe_instances, 50, 10},
      {Ec2Action::describe_network_interfaces, 50, 10},
      {Ec2Action::describe_subnets, 100, 20},
      {Ec2Action::detach_network_interface, 50, 5},
      {Ec2Action::modify_network_interface_attribute, 100, 5},
      {Ec2Action::unassign_private_ip_addresses, 100, 5},
  }));
  CAPTURE(to_string(row.action));
  CHECK(request_limit(row.action) == RequestLimit{row.bucket_size, row.refill_per_second});
}

TEST_CASE("new ENIs of a fleet take at least (ENIs - bucket) / refill seconds, by attaching") {
  const auto one_more = fleet_start(enis_one_a_turn(1), NodeCount(150));
  CHECK(one_more.floor_ms == 20'000);
  CHECK(one_more.bucket == "AttachNetworkInterface");
  CHECK(one_more.bucket_size == 50);
  CHECK(one_more.refill_per_second == 5);
  CHECK(one_more.calls == 150);
  CHECK(one_more.alone_ms == 0);
  CHECK(one_more.last_ms >= 20'000);

  const auto three_more = fleet_start(enis_one_a_turn(3), NodeCount(500));
  CHECK(three_more.floor_ms == 290'000);
  CHECK(three_more.bucket == "AttachNetworkInterface");
  CHECK(three_more.calls == 1500);
  CHECK(three_more.alone_ms == 10'000);
  CHECK(three_more.last_ms >= 290'000);
}

TEST_CASE("the floor is reached when nothing but the slowest bucket stands in the way") {
  const std::vector<TimedCalls> attach = {{0, calls({{Ec2Action::attach_network_interface, 1}})}};
  CHECK(fleet_start(attach, NodeCount(150)).last_ms == 20'000);
  CHECK(fleet_start(attach, NodeCount(51)).last_ms == 200);
  const std::vector<TimedCalls> thrice = {{0, calls({{Ec2Action::attach_network_interface, 3}})}};
  CHECK(fleet_start(thrice, NodeCount(500)).last_ms == 290'000);
}

TEST_CASE("a fleet within the buckets takes as long as one node") {
  const auto start = fleet_start(enis_one_a_turn(2), NodeCount(25));
  CHECK(start.first_ms == 5000);
  CHECK(start.last_ms == 5000);
  CHECK(start.alone_ms == 5000);
  CHECK(start.floor_ms == 0);
  CHECK(start.bucket.empty());
}

TEST_CASE("a node by itself waits too when it calls more often than a bucket holds") {
  const std::vector<TimedCalls> branches = {{0, calls({{Ec2Action::associate_trunk_interface, 54}})}};
  CHECK(fleet_start(branches, NodeCount(1)).alone_ms == 800);
}

TEST_CASE("a call that waited delays those after it by as much") {
  const std::vector<TimedCalls> two = {{0, calls({{Ec2Action::attach_network_interface, 1}})},
                                       {60, calls({{Ec2Action::describe_subnets, 1}})}};
  CHECK(fleet_start(two, NodeCount(100)).last_ms == 70'000);
  CHECK(fleet_start(two, NodeCount(100)).first_ms == 60'000);
}

TEST_CASE("the buckets are listed with what the fleet asks of them, the slowest first") {
  const auto start = fleet_start(enis_one_a_turn(1), NodeCount(150));
  REQUIRE(start.buckets.size() == 5);
  CHECK(start.buckets[0] == BucketLoad{Ec2Action::attach_network_interface, {50, 5}, 150, 20'000});
  CHECK(start.buckets[1] == BucketLoad{Ec2Action::create_network_interface, {100, 5}, 150, 10'000});
  CHECK(start.buckets[2] == BucketLoad{Ec2Action::describe_instances, {50, 10}, 150, 10'000});
  CHECK(start.buckets[3] == BucketLoad{Ec2Action::describe_subnets, {100, 20}, 300, 10'000});
  CHECK(start.buckets[4] == BucketLoad{Ec2Action::modify_network_interface_attribute, {100, 5}, 150, 10'000});
}

TEST_CASE("no nodes and no calls take no time") {
  CHECK(fleet_start({}, NodeCount(10)) == FleetStart{});
  CHECK(fleet_start(enis_one_a_turn(1), NodeCount(0)) == FleetStart{});
}

TEST_CASE("the start of a fleet is that of a simulation call by call") {
  const auto seed = GENERATE(range(0, 60));
  CAPTURE(seed);
  test::Random random(static_cast<std::uint64_t>(seed));
  // Each moment has one kind of call, so that the order within a moment is not in question.
  std::vector<TimedCalls> timeline;
  std::vector<Naive::Call> node;
  std::int64_t second = static_cast<std::int64_t>(random.below(4));
  for (std::uint64_t moments = 1 + random.below(12); moments > 0; --moments) {
    const auto action = static_cast<Ec2Action>(random.below(kEc2Actions));
    const auto times = static_cast<std::int64_t>(1 + random.below(3));
    timeline.push_back({second, calls({{action, times}})});
    for (std::int64_t i = 0; i < times; ++i) node.push_back({action, second});
    second += static_cast<std::int64_t>(random.below(3) * random.below(9));
  }
  const auto nodes = 1 + random.below(400);
  const auto [first, last] = Naive::first_and_last_ms(node, nodes);
  const auto start = fleet_start(timeline, NodeCount(static_cast<std::int64_t>(nodes)));
  CHECK(start.first_ms == first);
  CHECK(start.last_ms == last);
  CHECK(start.alone_ms == Naive::first_and_last_ms(node, 1).first);
  CHECK(start.last_ms >= start.floor_ms);
  CHECK(start.first_ms >= start.alone_ms);
}
