#include "planner/plan/subnet_layout.hpp"

#include <algorithm>
#include <numeric>

#include "planner/capacity/subnet_capacity.hpp"
#include "planner/net/ipv4_set.hpp"

namespace cniplan {
namespace {

class Layout {
 public:
  explicit Layout(const SubnetLayoutRequest& request) : request_(request), places_(request.wanted.size()) {
    std::vector<Ipv4Range> taken(request.taken.begin(), request.taken.end());
    const Ipv4Set out = Ipv4Set::of(std::move(taken));
    for (const Cidr& cidr : request.space) free_.push_back(subtract(Ipv4Set(cidr), out));
    cursors_.resize(free_.size());
  }

  SubnetLayout run() {
    switch (request_.order) {
      case LayoutOrder::best_fit: best_fit(); break;
      case LayoutOrder::in_order: in_order(); break;
      case LayoutOrder::eksctl: equal_blocks(); break;
    }
    SubnetLayout layout{.places = std::move(places_)};
    for (std::size_t i = 0; i < layout.places.size(); ++i) {
      if (!layout.places[i]) layout.lacking += size_of(request_.wanted[i].prefix_length);
    }
    for (const Ipv4Set& left : free_) {
      const std::vector<Cidr> blocks = left.blocks();
      layout.free.insert(layout.free.end(), blocks.begin(), blocks.end());
    }
    return layout;
  }

 private:
  static IpCount size_of(int prefix_length) { return Cidr::containing(Ipv4Address(0), prefix_length).size(); }

  [[nodiscard]] std::vector<std::size_t> spaces_for(const WantedBlock& wanted) const {
    if (!wanted.from.empty()) return wanted.from;
    std::vector<std::size_t> all(free_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
  }

  void take(std::size_t wanted, std::size_t space, const Cidr& place) {
    places_[wanted] = place;
    free_[space] = subtract(free_[space], Ipv4Set(place));
  }

  void best_fit() {
    std::vector<std::size_t> order(places_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return request_.wanted[i].prefix_length; });
    for (const std::size_t i : order) {
      const int length = request_.wanted[i].prefix_length;
      for (const std::size_t space : spaces_for(request_.wanted[i])) {
        const Cidr* smallest = nullptr;
        const std::vector<Cidr> blocks = free_[space].blocks();
        for (const Cidr& block : blocks) {
          if (block.prefix_length() > length) continue;
          if (smallest == nullptr || block.prefix_length() > smallest->prefix_length()) smallest = &block;
        }
        if (smallest == nullptr) continue;
        take(i, space, Cidr::containing(smallest->first(), length));
        break;
      }
    }
  }

  void in_order() {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const int length = request_.wanted[i].prefix_length;
      for (const std::size_t space : spaces_for(request_.wanted[i])) {
        const auto place = first_from(space, length);
        if (!place) continue;
        cursors_[space] = std::uint64_t{place->last().value()} + 1;
        take(i, space, *place);
        break;
      }
    }
  }

  /// The first aligned block of free space at or behind the cursor.
  [[nodiscard]] std::optional<Cidr> first_from(std::size_t space, int length) const {
    const auto size = static_cast<std::uint64_t>(size_of(length).value());
    for (const Ipv4Range& range : free_[space].ranges()) {
      const std::uint64_t from = std::max<std::uint64_t>(range.first().value(), cursors_[space]);
      const std::uint64_t start = (from + size - 1) / size * size;
      if (start + size - 1 > range.last().value()) continue;
      return Cidr::containing(Ipv4Address(static_cast<std::uint32_t>(start)), length);
    }
    return std::nullopt;
  }

  void equal_blocks() {
    constexpr std::size_t kFew = 8;
    constexpr std::size_t kMost = 16;
    if (request_.space.empty()) return;
    const Cidr& vpc = request_.space.front();
    const int length = vpc.prefix_length() + (places_.size() <= kFew ? 3 : 4);
    if (length > kSmallestSubnet) return;
    const auto size = static_cast<std::uint32_t>(size_of(length).value());
    for (std::size_t i = 0; i < std::min(places_.size(), kMost); ++i) {
      const Cidr block = Cidr::containing(Ipv4Address(vpc.first().value() + static_cast<std::uint32_t>(i) * size), length);
      if (request_.wanted[i].prefix_length >= length && free_.front().contains(block)) take(i, 0, block);
    }
  }

  const SubnetLayoutRequest& request_;
  std::vector<std::optional<Cidr>> places_;
  std::vector<Ipv4Set> free_;           // of each CIDR of the space
  std::vector<std::uint64_t> cursors_;  // behind the last block in order, of each
};

}  // namespace

SubnetLayout lay_out(const SubnetLayoutRequest& request) { return Layout(request).run(); }

}  // namespace cniplan
