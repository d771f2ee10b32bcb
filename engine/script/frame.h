// One message between the engine and its script worker: a list of texts, each with its length before it, and the length of all before
// the first. Both ends take what they read as hostile: a script may have taken the worker over.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engine::script {

using Frame = std::vector<std::string>;

/// A frame with more bytes than this is refused by both ends.
inline constexpr std::size_t most_frame_bytes = 24U << 20U;
/// A frame with more texts than this is refused.
inline constexpr std::size_t most_frame_texts = 200'000;

/// Appends the bytes of a frame. False if it is too large; then nothing is appended.
bool encode(const Frame& frame, std::string& into);

/// Bytes as they arrive, cut into frames.
class FrameReader {
 public:
  void take(std::string_view bytes) { bytes_ += bytes; }
  /// The next whole frame; nothing if more bytes are needed or the stream is_broken().
  std::optional<Frame> next();
  /// What was read cannot be a frame: nothing that follows can be trusted.
  bool is_broken() const { return is_broken_; }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
  bool is_broken_ = false;
};

}  // namespace engine::script
