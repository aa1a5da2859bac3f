#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "planner/capacity/ec2_calls.hpp"
#include "planner/capacity/node_ip_usage.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/core/seeded_random.hpp"

namespace cniplan {

/// What comes first where ipamd goes over one of Go's maps, whose order is random, and which Pods leave.
enum class MapOrder : std::uint8_t {
  tidy,    ///< oldest ENI and address first; the newest Pod leaves, the newest ENI shrinks and goes
  spread,  ///< Pods as far apart as they can be, on the way down as well: the untidiest that there is
  random,  ///< any, by a seed
};

/// ipamd of one Linux node with IPv4, and what the VPC resource controller does for its trunk: a
/// deterministic state machine. A turn is one turn of ipamd's loop; time is what the turns add up to. EC2 and
/// the kubelet answer at once, except that a new Pod asks for its address at the start of the next turn.
/// Rules: aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go, pkg/ipamd/datastore/data_store.go,
/// pkg/awsutils/awsutils.go (v1.23.1). Not modelled: the time that EC2 takes, throttling, restarts of ipamd,
/// EFA.
class Ipamd {
 public:
  /// The node's start: the primary ENI, and one growth step if the pool is low.
  explicit Ipamd(const NodeSetup& node, MapOrder order = MapOrder::tidy, std::uint64_t seed = 0);

  void add_pods(std::int64_t pods) { waiting_ += pods; }
  /// Pods that wait for an address leave first.
  void remove_pods(std::int64_t pods);
  /// Branch Pods, which the resource controller gives a branch ENI each as far as the trunk has room.
  void add_branch_pods(std::int64_t pods);

  /// The next turn of the loop, 5 s later. Whether anything but the time has changed.
  bool turn();

  [[nodiscard]] std::int64_t seconds() const { return now_; }
  [[nodiscard]] std::int64_t turns() const { return now_ / kSecondsPerTurn; }
  [[nodiscard]] const Ec2Calls& calls() const { return calls_; }
  /// As of the last turn that changed anything.
  [[nodiscard]] const Ec2Calls& calls_at_last_change() const { return calls_at_last_change_; }
  [[nodiscard]] std::int64_t turn_of_last_change() const { return turn_of_last_change_; }
  /// The calls by their moment, oldest first; kept only after record_timeline().
  [[nodiscard]] const std::vector<TimedCalls>& timeline() const { return timeline_; }
  void record_timeline();

  [[nodiscard]] NodeIpUsage usage() const;
  [[nodiscard]] std::vector<EniUse> enis() const;
  [[nodiscard]] std::int64_t pool_ips() const;
  /// Equal for states that hold the same; a hash.
  [[nodiscard]] std::uint64_t fingerprint() const;

 private:
  static constexpr std::int64_t kNever = -1'000'000'000;

  struct Slot {
    std::uint32_t eni = 0;
    std::uint32_t serial = 0;  ///< tells a slot from one that stood in its place before
    std::uint16_t used = 0;
    std::uint16_t cooling = 0;
  };
  struct Eni {
    std::vector<std::uint32_t> slots;  ///< oldest first
    std::int64_t born = 0;
    std::int64_t used = 0;          ///< addresses that Pods have
    std::int64_t cooling = 0;       ///< addresses in cool-down
    std::int64_t unused_slots = 0;  ///< without a Pod
    std::uint32_t subnet = 0;
    std::uint32_t first_open = 0;  ///< no slot before it has an address to give
    bool primary = false;
    bool excluded = false;  ///< its subnet is
  };
  /// One network card with a pool of its own.
  struct Card {
    std::vector<std::uint32_t> enis;  ///< oldest first
    std::size_t first_open = 0;       ///< no ENI before it has an address to give
    std::int64_t slots = 0;
    std::int64_t used = 0;
    std::int64_t cooling = 0;
    std::int64_t unused_slots = 0;
  };
  struct Subnet {
    std::int64_t free_ips = 0;
    std::int64_t free_prefixes = 0;
    bool limited_ips = false;
    bool limited_prefixes = false;
    bool excluded = false;
  };
  struct Cooling {
    std::int64_t until = 0;  ///< the last second of the cool-down
    std::uint32_t slot = 0;
    std::uint32_t serial = 0;
  };
  struct Target {
    std::int64_t short_of = 0;  ///< slots
    std::int64_t over = 0;      ///< slots
    bool set = false;
  };
  struct Decision {
    std::int64_t available = 0;
    bool low = false;
  };

  void call(Ec2Action action, std::int64_t times = 1);
  void changed();
  void shuffle(std::vector<std::uint32_t>& items);

  [[nodiscard]] std::int64_t ips_of(const Card& card) const { return card.slots * ips_per_slot_; }
  [[nodiscard]] std::int64_t available_of(const Card& card) const { return ips_of(card) - card.used; }
  [[nodiscard]] Target target_of(std::size_t card) const;
  [[nodiscard]] bool is_low(std::size_t card) const;
  [[nodiscard]] bool is_high(std::size_t card) const;
  [[nodiscard]] std::int64_t prefixes_needed(std::size_t card) const;
  [[nodiscard]] bool has_room_for_eni(std::size_t card) const;

  void loop(bool node_starts);
  void grow(std::size_t card);
  enum class Fill { grown, nothing, subnet_is_full };
  Fill fill_an_eni(std::size_t card, const Target& target);
  void add_an_eni(std::size_t card, const Target& target);
  void shrink(std::size_t card);
  [[nodiscard]] bool may_remove_an_eni(std::size_t card, std::int64_t available) const;
  [[nodiscard]] bool is_deletable(std::size_t card, const Eni& eni) const;
  void remove_an_eni(std::size_t card);
  void attach_trunk();

  bool take(Subnet& subnet, std::int64_t single_ips, std::int64_t slots);
  void give_back(Subnet& subnet, std::int64_t single_ips, std::int64_t slots);
  std::uint32_t make_eni(std::size_t card, std::uint32_t subnet, bool primary);
  void add_slots(std::size_t card, std::uint32_t eni, std::int64_t count);
  void drop_slot(Card& card, Eni& eni, std::size_t position);
  std::vector<std::uint32_t> in_order(const std::vector<std::uint32_t>& enis, bool newest_first);

  void assign_waiting();
  [[nodiscard]] bool has_address(const Slot& slot) const { return slot.used + slot.cooling < ips_per_slot_; }
  std::uint32_t choose_slot(Card& card);
  std::size_t choose_leaving_pod();
  void end_cool_downs();

  // The node, as ipamd reads it when it starts.
  CniConfig cni_;
  NodeLimits limits_;
  std::int64_t max_pods_ = 0;
  std::int64_t max_enis_ = 0;
  std::int64_t unmanaged_ = 0;
  std::int64_t slots_per_eni_ = 0;
  std::int64_t ips_per_slot_ = 1;
  bool prefixes_ = false;
  bool schedulable_ = true;
  bool ip_targets_ = false;
  MapOrder order_;

  std::int64_t now_ = 0;
  std::int64_t last_shrink_ = kNever;
  std::int64_t last_full_subnet_ = kNever;
  std::vector<Card> cards_;
  std::vector<std::size_t> card_of_eni_;
  std::vector<Eni> enis_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> idle_slots_;  ///< places in `slots_` to use again
  std::vector<std::uint32_t> pods_;        ///< the slot of each Pod with an address, oldest first
  std::deque<Cooling> coolings_;           ///< by `until`
  std::vector<Subnet> subnets_;            ///< the node's, then the ENIConfig's or the tagged ones
  std::vector<Decision> decisions_;
  std::int64_t waiting_ = 0;
  std::int64_t branch_ = 0;
  std::int64_t branch_refused_ = 0;
  bool wants_trunk_ = false;  ///< the CNINode says so
  bool trunk_ = false;
  std::uint32_t serials_ = 0;
  SeededRandom random_;

  Ec2Calls calls_;
  Ec2Calls calls_at_last_change_;
  std::int64_t turn_of_last_change_ = 0;
  bool changed_ = false;
  bool record_ = false;
  std::vector<TimedCalls> timeline_;
};

}  // namespace cniplan
