#include "engine/script/frame.h"

namespace engine::script {
namespace {

constexpr std::size_t length_bytes = 4;

void append_length(std::size_t length, std::string& into) {
  for (unsigned shift = 0; shift < 32; shift += 8) into.push_back(static_cast<char>((length >> shift) & 0xffU));
}

std::size_t length_at(std::string_view bytes) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) length |= std::size_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return length;
}

/// The texts of a whole frame; nothing if their lengths do not add up.
std::optional<Frame> texts_of(std::string_view body) {
  Frame frame;
  while (!body.empty()) {
    if (body.size() < length_bytes || frame.size() == most_frame_texts) return std::nullopt;
    const std::size_t length = length_at(body);
    body.remove_prefix(length_bytes);
    if (length > body.size()) return std::nullopt;
    frame.emplace_back(body.substr(0, length));
    body.remove_prefix(length);
  }
  return frame;
}

}  // namespace

bool encode(const Frame& frame, std::string& into) {
  std::size_t length = 0;
  for (const std::string& text : frame) length += length_bytes + text.size();
  if (length > most_frame_bytes || frame.size() > most_frame_texts) return false;
  into.reserve(into.size() + length_bytes + length);
  append_length(length, into);
  for (const std::string& text : frame) {
    append_length(text.size(), into);
    into += text;
  }
  return true;
}

std::optional<Frame> FrameReader::next() {
  const std::string_view unread = std::string_view(bytes_).substr(at_);
  if (is_broken_ || unread.size() < length_bytes) return std::nullopt;
  const std::size_t length = length_at(unread);
  if (length > most_frame_bytes) {
    is_broken_ = true;
    return std::nullopt;
  }
  if (unread.size() < length_bytes + length) return std::nullopt;
  std::optional<Frame> frame = texts_of(unread.substr(length_bytes, length));
  is_broken_ = !frame;
  at_ += length_bytes + length;
  if (at_ == bytes_.size()) {
    bytes_.clear();
    at_ = 0;
  }
  return frame;
}

}  // namespace engine::script
