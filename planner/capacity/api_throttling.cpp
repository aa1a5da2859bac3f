#include "planner/capacity/api_throttling.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace cniplan {
namespace {

/// Every bucket gives back a token in a whole number of ticks, and a second is a whole number of them, so
/// that no moment falls between two ticks.
constexpr std::int64_t kTicksPerSecond = 20;
constexpr std::int64_t kMsPerTick = 1000 / kTicksPerSecond;

/// What depends on what when a node makes several calls at one moment. Source: aws/amazon-vpc-cni-k8s
/// pkg/awsutils/awsutils.go (AllocENI, attachENI, freeENI), aws/amazon-vpc-resource-controller-k8s
/// pkg/provider/branch/trunk/trunk.go.
constexpr std::array<Ec2Action, kEc2Actions> kOrderAtOneMoment = {
    Ec2Action::describe_network_interfaces,
    Ec2Action::create_tags,
    Ec2Action::describe_subnets,
    Ec2Action::create_network_interface,
    Ec2Action::create_network_interface_permission,
    Ec2Action::describe_instances,
    Ec2Action::attach_network_interface,
    Ec2Action::associate_trunk_interface,
    Ec2Action::modify_network_interface_attribute,
    Ec2Action::assign_private_ip_addresses,
    Ec2Action::assign_ipv6_addresses,
    Ec2Action::unassign_private_ip_addresses,
    Ec2Action::detach_network_interface,
    Ec2Action::delete_network_interface,
};

constexpr std::int64_t ticks_per_token(Ec2Action action) {
  return kTicksPerSecond / request_limit(action).refill_per_second;
}
static_assert(std::ranges::all_of(kOrderAtOneMoment, [](Ec2Action action) {
  return kTicksPerSecond % request_limit(action).refill_per_second == 0;
}));

/// One action's tokens. With a token coming back every `ticks_per_token_` the bucket is known by the moment
/// at which it is full again if nobody takes more.
class Bucket {
 public:
  constexpr Bucket() = default;
  explicit constexpr Bucket(Ec2Action action)
      : ticks_per_token_(ticks_per_token(action)),
        ticks_to_fill_but_one_((request_limit(action).bucket_size - 1) * ticks_per_token_) {}

  /// The moment at which a call gets its token that asks at `now`. Calls ask in the order of time.
  std::int64_t take(std::int64_t now) {
    const std::int64_t granted = std::max(now, full_at_ - ticks_to_fill_but_one_);
    full_at_ = std::max(full_at_, granted) + ticks_per_token_;
    return granted;
  }

 private:
  std::int64_t ticks_per_token_ = 1;
  std::int64_t ticks_to_fill_but_one_ = 0;
  std::int64_t full_at_ = 0;
};

std::array<Bucket, kEc2Actions> full_buckets() {
  std::array<Bucket, kEc2Actions> buckets;
  for (const Ec2Action action : kOrderAtOneMoment) buckets[static_cast<std::size_t>(action)] = Bucket(action);
  return buckets;
}

struct Step {
  std::size_t action = 0;
  std::int64_t pause = 0;  ///< ticks after the step before
};

std::vector<Step> steps_of(std::span<const TimedCalls> timeline) {
  std::vector<Step> steps;
  std::int64_t last_second = 0;
  for (const TimedCalls& moment : timeline) {
    for (const Ec2Action action : kOrderAtOneMoment) {
      for (std::int64_t call = 0; call < moment.calls[action]; ++call) {
        steps.push_back({static_cast<std::size_t>(action), (moment.second - last_second) * kTicksPerSecond});
        last_second = moment.second;
      }
    }
  }
  return steps;
}

struct Ready {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// The nodes' calls in the order of time: a calendar of ticks, each with a queue of the nodes whose next call
/// falls on it. A node waits for one call at a time, so a call is granted at most one token a node later than
/// it is asked for, and the next one falls within that and the longest pause: the calendar is a ring of so
/// many ticks.
class Calendar {
 public:
  Calendar(const std::vector<Step>& steps, std::size_t nodes)
      : steps_(steps), next_of_(nodes, kNobody), step_of_(nodes, 0) {
    std::int64_t longest_pause = 0;
    std::int64_t slowest_token = 1;
    for (const Step& step : steps) {
      longest_pause = std::max(longest_pause, step.pause);
      slowest_token = std::max(slowest_token, ticks_per_token(static_cast<Ec2Action>(step.action)));
    }
    const auto ticks = std::bit_ceil(nodes * static_cast<std::size_t>(slowest_token) +
                                     static_cast<std::size_t>(longest_pause) + 1);
    queues_.resize(ticks);
  }

  Ready run() {
    for (std::size_t node = 0; node < step_of_.size(); ++node) queue_up(node, steps_.front().pause);
    std::array<Bucket, kEc2Actions> buckets = full_buckets();
    Ready ready{.first = -1};
    for (std::size_t waiting = step_of_.size(); waiting > 0; ++now_) {
      Queue& queue = queues_[index_of(now_)];
      while (queue.first != kNobody) {
        const std::size_t node = queue.first;
        queue.first = next_of_[node];
        const std::size_t step = step_of_[node]++;
        const std::int64_t granted = buckets[steps_[step].action].take(now_);
        if (step + 1 < steps_.size()) {
          queue_up(node, granted + steps_[step + 1].pause);
        } else {
          --waiting;
          ready.first = ready.first < 0 ? granted : std::min(ready.first, granted);
          ready.last = std::max(ready.last, granted);
        }
      }
    }
    return ready;
  }

 private:
  static constexpr std::uint32_t kNobody = UINT32_MAX;
  struct Queue {
    std::uint32_t first = kNobody;
    std::uint32_t last = kNobody;
  };

  [[nodiscard]] std::size_t index_of(std::int64_t tick) const {
    return static_cast<std::size_t>(tick) & (queues_.size() - 1);
  }

  void queue_up(std::size_t node, std::int64_t tick) {
    const auto last = static_cast<std::uint32_t>(node);
    Queue& queue = queues_[index_of(tick)];
    next_of_[node] = kNobody;
    (queue.first == kNobody ? queue.first : next_of_[queue.last]) = last;
    queue.last = last;
  }

  const std::vector<Step>& steps_;
  std::vector<std::uint32_t> next_of_;  // the node behind this one in its queue
  std::vector<std::uint32_t> step_of_;  // the node's next call
  std::vector<Queue> queues_;           // by tick, modulo their number, which is a power of two
  std::int64_t now_ = 0;
};

}  // namespace

std::vector<BucketLoad> bucket_loads(std::span<const TimedCalls> timeline, NodeCount nodes) {
  Ec2Calls calls;
  for (const TimedCalls& moment : timeline) {
    for (std::size_t i = 0; i < kEc2Actions; ++i) calls.by_action[i] += moment.calls.by_action[i] * nodes.value();
  }
  std::vector<BucketLoad> loads;
  for (std::size_t i = 0; i < kEc2Actions; ++i) {
    if (calls.by_action[i] == 0) continue;
    const auto action = static_cast<Ec2Action>(i);
    const RequestLimit limit = request_limit(action);
    const std::int64_t beyond = std::max<std::int64_t>(0, calls.by_action[i] - limit.bucket_size);
    loads.push_back({action, limit, calls.by_action[i], beyond * ticks_per_token(action) * kMsPerTick});
  }
  std::ranges::stable_sort(loads, std::ranges::greater{}, &BucketLoad::floor_ms);
  return loads;
}

FleetStart fleet_start(std::span<const TimedCalls> timeline, NodeCount nodes) {
  FleetStart start;
  const std::vector<Step> steps = steps_of(timeline);
  if (steps.empty() || nodes <= NodeCount(0)) return start;

  start.alone_ms = Calendar(steps, 1).run().last * kMsPerTick;
  const Ready ready = Calendar(steps, static_cast<std::size_t>(nodes.value())).run();
  start.first_ms = ready.first * kMsPerTick;
  start.last_ms = ready.last * kMsPerTick;
  start.buckets = bucket_loads(timeline, nodes);
  if (const BucketLoad& slowest = start.buckets.front(); slowest.floor_ms > 0) {
    start.floor_ms = slowest.floor_ms;
    start.bucket = to_string(slowest.action);
    start.bucket_size = slowest.limit.bucket_size;
    start.refill_per_second = slowest.limit.refill_per_second;
    start.calls = slowest.calls;
  }
  return start;
}

}  // namespace cniplan
