#include "sim/mail/entity.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/words.h"

namespace sim::mail {
namespace {

using detail::lower;
using detail::trim;

/// A line that begins with "--" and so may be a delimiter.
struct Dashes {
  std::size_t at = 0;    ///< of the first dash
  std::size_t next = 0;  ///< of the line after it
};

struct Region {
  std::string_view raw;
  std::vector<Dashes> dashes;
};

Region region_of(std::string_view raw) {
  Region region{raw, {}};
  std::size_t at = 0;
  while (at < raw.size()) {
    const std::size_t end = raw.find('\n', at);
    const std::size_t next = end == std::string_view::npos ? raw.size() : end + 1;
    if (raw.size() - at > 2 && raw[at] == '-' && raw[at + 1] == '-') region.dashes.push_back({at, next});
    // Most lines do not begin with a dash: look for the next one that does.
    const std::size_t found = next > 0 ? raw.find("\n--", next - 1) : std::string_view::npos;
    if (found == std::string_view::npos) break;
    at = found + 1;
  }
  return region;
}

/// 0 no delimiter, 1 a delimiter, 2 the closing one. What follows after a blank is ignored: the boundary at the beginning of the line
/// is enough (RFC 2046, 5.1.1), but "--ab" must not be taken for the boundary "a".
int delimiter_kind(std::string_view line, std::string_view boundary) {
  line.remove_prefix(2);
  if (line.substr(0, boundary.size()) != boundary) return 0;
  line.remove_prefix(boundary.size());
  if (line.empty() || line.find_first_of(" \t\r\n") == 0) return 1;
  return line.substr(0, 2) == "--" ? 2 : 0;
}

/// Where an entity ends: at a delimiter line of one of the multiparts around it, or with the bytes.
struct Stop {
  std::size_t end = 0;       ///< of what stands before it; the line end before a delimiter belongs to it (RFC 2046, 5.1.1)
  std::size_t at = 0;        ///< of the delimiter's first dash
  std::size_t next = 0;      ///< of the line after it
  std::size_t level = 0;     ///< 1 + index of the boundary; 0 with the bytes
  bool closes = false;
};

/// Reads one region top down. Of the open boundaries the innermost that fits takes a delimiter line, so that a multipart may carry the
/// boundary of the one around it; a line that fits an outer one ends all that is open inside.
class Reader {
 public:
  Reader(std::string_view raw, const MessageLimits& limits, std::vector<std::string>& faults, EntityTree& tree)
      : region_(region_of(raw)), limits_(limits), faults_(faults), tree_(tree) {}

  /// The entity that begins at `from`.
  Stop read(std::size_t from, std::string_view fallback_type, std::size_t depth, std::size_t parent) {
    const std::string_view raw = region_.raw.substr(from, header_end(from) - from);
    FieldScan scan;
    // A part may begin with its empty line: no fields (RFC 2046, 5.1).
    if (!raw.empty()) scan = scan_fields(raw, limits_);
    for (const std::string& each : scan.faults) fault("part: " + each);
    if (!scan.has_end && !scan.fields.empty()) fault("part without an empty line after its header");
    return add(from, scan, fallback_type, depth, parent);
  }

  Stop add(std::size_t from, const FieldScan& scan, std::string_view fallback_type, std::size_t depth, std::size_t parent) {
    const std::size_t index = tree_.entities.size();
    Entity& entity = tree_.entities.emplace_back();
    entity.fields = scan.fields;
    entity.header = scan.block;
    entity.depth = depth;
    entity.parent = parent;
    if (index != parent) tree_.entities[parent].children.push_back(index);
    if (const HeaderField* field = last_field(entity.fields, "Content-Type")) entity.content_type = field->value;
    entity.type = media_type(entity.content_type);
    if (entity.type.empty()) entity.type = fallback_type;
    entity.encoding = lower(trim(entity.field("Content-Transfer-Encoding")));
    const std::size_t body = from + scan.body_at;
    const Stop stop = read_body(index, body);
    tree_.entities[index].body = between(body, stop.end);
    return stop;
  }

 private:
  Stop read_body(std::size_t index, std::size_t body) {
    const std::string& type = tree_.entities[index].type;
    if (type.compare(0, 10, "multipart/") == 0 && may_go_deeper(index)) return read_multipart(index, body);
    const bool is_message = type == "message/rfc822" || type == "message/global";
    if (is_message && may_go_deeper(index) && tree_.entities.size() < limits_.parts) return read_message(index, body);
    return find_stop(body);
  }

  bool may_go_deeper(std::size_t index) {
    if (tree_.entities[index].depth < limits_.depth) return true;
    fault("parts are nested deeper than the bound");
    return false;
  }

  void fault(std::string what) {
    if (std::find(faults_.begin(), faults_.end(), what) == faults_.end()) faults_.push_back(std::move(what));
  }

  std::string_view between(std::size_t from, std::size_t to) const { return region_.raw.substr(from, std::max(from, to) - from); }

  Stop read_multipart(std::size_t index, std::size_t body) {
    tree_.entities[index].kind = Entity::Kind::multipart;
    boundaries_.push_back(parameter(tree_.entities[index].content_type, "boundary"));
    Stop stop = find_stop(body);
    const std::size_t level = boundaries_.size();
    std::optional<Stop> early;  // a closing delimiter before any part: it counts if none follows
    while (stop.level == level && stop.closes) {
      if (!early) early = stop;
      stop = find_stop(stop.next);
    }
    const bool has_parts = stop.level == level;
    const std::size_t preamble_end = early && !has_parts ? early->end : stop.end;
    tree_.entities[index].preamble = between(body, preamble_end);
    if (!has_parts) fault("multipart without a part");
    std::size_t epilogue = early && !has_parts ? early->next : region_.raw.size();
    stop = read_parts(index, stop, epilogue);
    boundaries_.pop_back();
    if (epilogue < region_.raw.size()) {
      stop = find_stop(epilogue);
      tree_.entities[index].epilogue = between(epilogue, stop.end);
    }
    return stop;
  }

  /// The parts from the delimiter `stop` on; `epilogue` becomes where it begins, if there is one.
  Stop read_parts(std::size_t index, Stop stop, std::size_t& epilogue) {
    const std::size_t level = boundaries_.size();
    const std::string fallback = tree_.entities[index].type == "multipart/digest" ? "message/rfc822" : "text/plain";
    const std::size_t depth = tree_.entities[index].depth + 1;
    bool is_any = false;
    // A delimiter with nothing behind it opens no part.
    while (stop.level == level && !stop.closes && stop.next < region_.raw.size()) {
      if (tree_.entities.size() >= limits_.parts) {
        fault("more parts than the bound");
        epilogue = stop.at;
        return stop;
      }
      stop = read(stop.next, fallback, depth, index);
      is_any = true;
    }
    if (stop.level == level) {
      epilogue = stop.next;
    } else if (is_any) {
      fault("multipart without its closing delimiter");
    }
    return stop;
  }

  Stop read_message(std::size_t index, std::size_t body) {
    const std::size_t depth = tree_.entities[index].depth + 1;
    const std::string encoding = tree_.entities[index].encoding;
    tree_.entities[index].kind = Entity::Kind::message;
    if (encoding != "base64" && encoding != "quoted-printable") return read(body, "text/plain", depth, index);
    // RFC 2046, 5.2.1 forbids it, clients do it.
    const Stop stop = find_stop(body);
    tree_.decoded.push_back(detail::decode_transfer(between(body, stop.end), encoding));
    Reader(tree_.decoded.back(), limits_, faults_, tree_).read(0, "text/plain", depth, index);
    return stop;
  }

  /// The first line from `from` on that is a delimiter of an open multipart.
  Stop find_stop(std::size_t from) const {
    auto dash = std::lower_bound(region_.dashes.begin(), region_.dashes.end(), from,
                                 [](const Dashes& each, std::size_t at) { return each.at < at; });
    for (; dash != region_.dashes.end() && !boundaries_.empty(); ++dash)
      if (const Stop stop = stop_at(*dash, from); stop.level > 0) return stop;
    return {region_.raw.size(), region_.raw.size(), region_.raw.size(), 0, false};
  }

  Stop stop_at(const Dashes& dash, std::size_t from) const {
    const std::string_view line = region_.raw.substr(dash.at, dash.next - dash.at);
    for (std::size_t level = boundaries_.size(); level > 0; --level) {
      const int kind = boundaries_[level - 1].empty() ? 0 : delimiter_kind(line, boundaries_[level - 1]);
      if (kind != 0) return {before_line_end(dash.at, from), dash.at, dash.next, level, kind == 2};
    }
    return {};
  }

  std::size_t before_line_end(std::size_t at, std::size_t from) const {
    if (at > from && region_.raw[at - 1] == '\n') --at;
    if (at > from && region_.raw[at - 1] == '\r') --at;
    return at;
  }

  /// Behind the empty line after a header that begins at `from`, or before the delimiter line that cuts it short.
  std::size_t header_end(std::size_t from) const {
    const std::string_view raw = region_.raw;
    for (std::size_t at = from; at < raw.size();) {
      const std::size_t line_end = std::min(raw.find('\n', at), raw.size());
      const std::size_t next = std::min(line_end + 1, raw.size());
      const bool is_empty = line_end == at || (line_end == at + 1 && raw[at] == '\r');
      if (is_empty && line_end < raw.size()) return next;
      if (raw[at] == '-' && raw.substr(at, 2) == "--")
        if (const Stop stop = stop_at({at, next}, from); stop.level > 0) return stop.end;
      at = next;
    }
    return raw.size();
  }

  Region region_;
  const MessageLimits& limits_;
  std::vector<std::string>& faults_;
  EntityTree& tree_;
  std::vector<std::string> boundaries_;  ///< of the multiparts that are open, the outermost first
};

/// Bounds what GMime is given of one field.
std::string parameter_text(std::string_view value) {
  return detail::readable(detail::unfold(value.substr(0, 16384)));
}

}  // namespace

EntityTree read_entities(std::string_view raw, const FieldScan& header, const MessageLimits& limits,
                         std::vector<std::string>& faults) {
  EntityTree tree;
  Reader(raw, limits, faults, tree).add(0, header, "text/plain", 0, 0);
  return tree;
}

std::string media_type(std::string_view content_type) {
  content_type = trim(content_type.substr(0, content_type.find(';')));
  const std::size_t slash = content_type.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == content_type.size()) return "";
  const std::string_view minor = trim(content_type.substr(slash + 1));
  const std::string_view major = trim(content_type.substr(0, slash));
  const std::string type = lower(std::string(major) + "/" + std::string(minor.substr(0, minor.find_first_of(" \t\r\n(\"<>@,:\\/[]?="))));
  return detail::is_ascii(type) && type.find('\0') == std::string::npos ? type : "";
}

std::string parameter(std::string_view value, std::string_view name) {
  const std::size_t first = value.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  // Some writers leave the first semicolon out: then the blank after the type parts them.
  const std::size_t end = value.find(';') != std::string_view::npos ? value.find(';') : value.find_first_of(" \t\r\n", first);
  if (end == std::string_view::npos) return "";
  start_mime_library();
  const std::string text = parameter_text(value.substr(end + 1));
  const auto unref = [](GMimeParamList* list) { g_object_unref(list); };
  const std::unique_ptr<GMimeParamList, decltype(unref)> list(g_mime_param_list_parse(nullptr, text.c_str()), unref);
  if (!list) return "";
  GMimeParam* found = g_mime_param_list_get_parameter(list.get(), std::string(name).c_str());
  if (found == nullptr) return "";
  const char* content = g_mime_param_get_value(found);
  return content == nullptr ? "" : detail::readable(content);
}

}  // namespace sim::mail
