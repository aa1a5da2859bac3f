#include "cli/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>

namespace cniplan::cli {
namespace {

constexpr std::size_t kAlwaysAllowed = std::size_t{64} << 20;
constexpr std::size_t kMostTimes = 200;
constexpr std::size_t kPiece = std::size_t{1} << 16;
constexpr std::string_view kMagic = "\x1f\x8b";

/// A stream of zlib that is ended whatever happens.
class Inflater {
 public:
  Inflater() {
    // 15 bits of window, and 16 for gzip's header and checksum instead of zlib's own.
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
  }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with(kMagic); }

Result<std::string, std::string> gunzip(std::string_view bytes, std::size_t spare) {
  Inflater inflater;
  if (!inflater.ready()) return failure(std::string("there is no memory to unpack it"));
  z_stream& stream = inflater.stream();
  const std::size_t most = std::max(kAlwaysAllowed, bytes.size() * kMostTimes);
  std::string out;
  std::size_t have = 0;
  std::size_t room = std::max(bytes.size() * 4, kPiece);
  std::string_view rest = bytes;
  for (;;) {
    if (have == out.size()) {
      if (have > most) {
        return failure(fmt::format("it unpacks to more than {} MiB, which no text of its size does", most >> 20));
      }
      room = std::min(room * 2, most + kPiece);
      out.resize(std::max(room, have + kPiece));
    }
    const std::size_t input = std::min<std::size_t>(rest.size(), std::numeric_limits<uInt>::max());
    const std::size_t output = std::min<std::size_t>(out.size() - have, std::numeric_limits<uInt>::max());
    // zlib's interface is older than const; it does not write to its input.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
    stream.avail_in = static_cast<uInt>(input);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + have);
    stream.avail_out = static_cast<uInt>(output);
    const int result = inflate(&stream, Z_NO_FLUSH);
    rest.remove_prefix(input - stream.avail_in);
    have += output - stream.avail_out;
    if (result == Z_STREAM_END) {
      if (rest.empty()) break;
      if (!is_gzip(rest)) return failure(std::string("something that is not gzip stands behind its end"));
      if (inflateReset(&stream) != Z_OK) return failure(std::string("it is damaged"));
      continue;
    }
    if (result == Z_BUF_ERROR && rest.empty()) return failure(std::string("it ends early"));
    if (result != Z_OK && result != Z_BUF_ERROR) return failure(std::string("it is damaged"));
    if (result == Z_OK && rest.empty() && stream.avail_out > 0) return failure(std::string("it ends early"));
  }
  out.resize(have);
  out.reserve(have + spare);
  return out;
}

class Gunzip::Stream {
 public:
  Result<bool, std::string> feed(std::string_view bytes, const std::function<bool(std::string_view)>& take) {
    if (!inflater_.ready()) return failure(std::string("there is no memory to unpack it"));
    packed_ += bytes.size();
    z_stream& stream = inflater_.stream();
    while (!bytes.empty() || more_inside_) {
      if (between_members_) {
        if (bytes.front() != kMagic.front()) return failure(std::string("something that is not gzip stands behind its end"));
        if (inflateReset(&stream) != Z_OK) return failure(std::string("it is damaged"));
        between_members_ = false;
      }
      const std::size_t input = std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max());
      // zlib's interface is older than const; it does not write to its input.
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
      stream.avail_in = static_cast<uInt>(input);
      stream.next_out = reinterpret_cast<Bytef*>(piece_.data());
      stream.avail_out = static_cast<uInt>(piece_.size());
      const int result = inflate(&stream, Z_NO_FLUSH);
      bytes.remove_prefix(input - stream.avail_in);
      const std::size_t made = piece_.size() - stream.avail_out;
      more_inside_ = stream.avail_out == 0;
      if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END) return failure(std::string("it is damaged"));
      if (result == Z_STREAM_END) {
        between_members_ = true;
        more_inside_ = false;
      }
      unpacked_ += made;
      if (unpacked_ > std::max(kAlwaysAllowed, packed_ * kMostTimes)) {
        return failure(fmt::format("it unpacks to more than {} times its size, which no text does", kMostTimes));
      }
      if (made > 0 && !take({piece_.data(), made})) return false;
      if (result == Z_BUF_ERROR && bytes.empty()) break;
    }
    return true;
  }

  [[nodiscard]] Result<void, std::string> finish() const {
    if (between_members_) return {};
    return failure(std::string("it ends early"));
  }

 private:
  Inflater inflater_;
  std::string piece_ = std::string(kPiece * 4, '\0');
  bool more_inside_ = false;      // zlib holds output that had no room
  bool between_members_ = false;  // behind the end of a member
  std::size_t packed_ = 0;
  std::size_t unpacked_ = 0;
};

Gunzip::Gunzip() : stream_(std::make_unique<Stream>()) {}
Gunzip::~Gunzip() = default;

Result<bool, std::string> Gunzip::feed(std::string_view bytes, const std::function<bool(std::string_view)>& take) {
  return stream_->feed(bytes, take);
}
Result<void, std::string> Gunzip::finish() const { return stream_->finish(); }

}  // namespace cniplan::cli
