#include "tests/corpora/mime_loss.h"

#include <algorithm>

#include "sim/mail/detail/words.h"

namespace corpora {
namespace {

using sim::mail::Entity;
using sim::mail::EntityTree;

bool is_visible(char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; }

bool is_blank(std::string_view text) { return std::none_of(text.begin(), text.end(), is_visible); }

/// The octets of one buffer (the message, or a message that was encoded inside it) and which of them are accounted for.
class Coverage {
 public:
  explicit Coverage(std::string_view bytes) : bytes_(bytes), is_held_(bytes.size(), false) {}

  void hold(std::string_view view) {
    if (view.empty() || view.data() < bytes_.data() || view.data() >= bytes_.data() + bytes_.size()) return;
    const auto from = is_held_.begin() + (view.data() - bytes_.data());
    std::fill(from, from + static_cast<std::ptrdiff_t>(view.size()), true);
  }

  /// The first line with visible octets that nothing holds and that is no delimiter; "" if there is none.
  std::string lost(const std::vector<std::string>& boundaries) const {
    for (std::size_t at = 0; at < bytes_.size();) {
      const std::size_t end = std::min(bytes_.find('\n', at), bytes_.size());
      const std::string_view line = bytes_.substr(at, end - at);
      bool is_lost = false;
      for (std::size_t i = at; i < end; ++i) is_lost |= !is_held_[i] && is_visible(bytes_[i]);
      if (is_lost && !is_delimiter(line, boundaries)) return std::string(line.substr(0, 80));
      at = end + 1;
    }
    return "";
  }

 private:
  static bool is_delimiter(std::string_view line, const std::vector<std::string>& boundaries) {
    return line.substr(0, 2) == "--" && std::any_of(boundaries.begin(), boundaries.end(), [&](const std::string& boundary) {
             return !boundary.empty() && line.substr(2, boundary.size()) == boundary;
           });
  }

  std::string_view bytes_;
  std::vector<bool> is_held_;
};

void hold_all(const EntityTree& tree, Coverage& coverage) {
  for (const Entity& entity : tree.entities) {
    coverage.hold(entity.header);
    coverage.hold(entity.preamble);
    coverage.hold(entity.epilogue);
    const bool is_encoded = entity.encoding == "base64" || entity.encoding == "quoted-printable";
    if (entity.kind == Entity::Kind::leaf || (entity.kind == Entity::Kind::message && is_encoded)) coverage.hold(entity.body);
  }
}

/// A soft line break of quoted-printable is nothing but itself.
bool is_nothing(const Entity& entity) {
  if (entity.encoding != "quoted-printable") return is_blank(entity.body);
  return std::none_of(entity.body.begin(), entity.body.end(), [](char c) { return is_visible(c) && c != '='; });
}

}  // namespace

std::string loss_of(const sim::mail::Message& message) {
  const EntityTree& tree = message.entities();
  std::vector<std::string> boundaries;
  for (const Entity& entity : tree.entities) boundaries.push_back(sim::mail::parameter(entity.content_type, "boundary"));
  std::vector<std::string_view> buffers{message.raw()};
  buffers.insert(buffers.end(), tree.decoded.begin(), tree.decoded.end());
  for (const std::string_view buffer : buffers) {
    Coverage coverage(buffer);
    hold_all(tree, coverage);
    if (const std::string lost = coverage.lost(boundaries); !lost.empty()) return "no view holds '" + lost + "'";
  }
  for (const Entity& entity : tree.entities) {
    if (entity.kind != Entity::Kind::leaf || is_nothing(entity)) continue;
    if (sim::mail::detail::decode_transfer(entity.body, entity.encoding).empty())
      return "a leaf of " + std::to_string(entity.body.size()) + " octets decodes to nothing";
  }
  for (const sim::mail::Part& part : message.parts())
    if (!part.is_attachment && message.text().empty() && message.html().empty() && !is_blank(message.content(part)))
      return "a body that neither text() nor html() shows";
  return "";
}

std::string malformation_of(const sim::mail::Message& message) {
  std::string all;
  for (const std::string& fault : message.faults()) all += (all.empty() ? "" : "; ") + fault;
  return all;
}

}  // namespace corpora
