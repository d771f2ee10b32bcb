#include "sim/mail/entity.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>

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

/// What lies between two delimiters.
struct Slice {
  std::size_t from = 0;
  std::size_t to = 0;
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

class Reader {
 public:
  Reader(const MessageLimits& limits, std::vector<std::string>& faults) : limits_(limits), faults_(faults) {}

  std::size_t read(const Region& region, Slice slice, std::string_view fallback_type, std::size_t depth) {
    const std::string_view raw = region.raw.substr(slice.from, slice.to - slice.from);
    FieldScan scan;
    // A part may begin with its empty line: no fields (RFC 2046, 5.1).
    if (!raw.empty()) scan = scan_fields(raw, limits_);
    for (const std::string& each : scan.faults) fault("part: " + each);
    if (!scan.has_end && !scan.fields.empty()) fault("part without an empty line after its header");
    return add(region, slice, scan, fallback_type, depth);
  }

  std::size_t add(const Region& region, Slice slice, const FieldScan& scan, std::string_view fallback_type, std::size_t depth) {
    const std::size_t index = tree.entities.size();
    Entity& entity = tree.entities.emplace_back();
    entity.fields = scan.fields;
    entity.header = scan.block;
    entity.body = region.raw.substr(slice.from + scan.body_at, slice.to - slice.from - scan.body_at);
    entity.depth = depth;
    if (const HeaderField* field = last_field(entity.fields, "Content-Type")) entity.content_type = field->value;
    entity.type = media_type(entity.content_type);
    if (entity.type.empty()) entity.type = fallback_type;
    entity.encoding = lower(trim(entity.field("Content-Transfer-Encoding")));
    if (entity.type.compare(0, 10, "multipart/") == 0) {
      read_multipart(region, {slice.from + scan.body_at, slice.to}, index);
    } else if (entity.type == "message/rfc822" || entity.type == "message/global") {
      read_message(region, {slice.from + scan.body_at, slice.to}, index);
    }
    return index;
  }

  EntityTree tree;

 private:
  bool may_go_deeper(std::size_t index) {
    if (tree.entities[index].depth < limits_.depth) return true;
    fault("parts are nested deeper than the bound");
    return false;
  }

  void fault(std::string what) {
    if (std::find(faults_.begin(), faults_.end(), what) == faults_.end()) faults_.push_back(std::move(what));
  }

  void read_multipart(const Region& region, Slice body, std::size_t index) {
    const std::string boundary = parameter(tree.entities[index].content_type, "boundary");
    if (!may_go_deeper(index)) return;
    std::vector<Slice> parts;
    Slice preamble{body.from, body.from};
    Slice epilogue{body.to, body.to};
    split(region, body, boundary, parts, preamble, epilogue);
    if (parts.empty()) {
      // Nothing to split: what is there stays readable as one leaf.
      fault("multipart without a part");
      return;
    }
    Entity& entity = tree.entities[index];
    entity.kind = Entity::Kind::multipart;
    entity.preamble = region.raw.substr(preamble.from, preamble.to - preamble.from);
    entity.epilogue = region.raw.substr(epilogue.from, epilogue.to - epilogue.from);
    const bool is_digest = entity.type == "multipart/digest";
    const std::size_t depth = entity.depth + 1;
    for (const Slice& part : parts) {
      if (tree.entities.size() >= limits_.parts) {
        fault("more parts than the bound");
        return;
      }
      const std::size_t child = read(region, part, is_digest ? "message/rfc822" : "text/plain", depth);
      adopt(index, child);
    }
  }

  void adopt(std::size_t parent, std::size_t child) {
    tree.entities[parent].children.push_back(child);
    tree.entities[child].parent = parent;
  }

  /// The line end before a delimiter belongs to the delimiter (RFC 2046, 5.1.1).
  static std::size_t before_line_end(std::string_view raw, std::size_t at, std::size_t from) {
    if (at > from && raw[at - 1] == '\n') --at;
    if (at > from && raw[at - 1] == '\r') --at;
    return at;
  }

  void split(const Region& region, Slice body, std::string_view boundary, std::vector<Slice>& parts, Slice& preamble,
             Slice& epilogue) {
    auto dash = std::lower_bound(region.dashes.begin(), region.dashes.end(), body.from,
                                 [](const Dashes& each, std::size_t at) { return each.at < at; });
    std::size_t from = body.from;
    bool is_open = false;
    if (boundary.empty()) return;
    for (; dash != region.dashes.end() && dash->at < body.to; ++dash) {
      const std::size_t next = std::min(dash->next, body.to);
      const int kind = delimiter_kind(region.raw.substr(dash->at, next - dash->at), boundary);
      if (kind == 0 || (kind == 2 && !is_open)) continue;
      const std::size_t end = before_line_end(region.raw, dash->at, from);
      if (is_open) {
        parts.push_back({from, end});
      } else {
        preamble = {body.from, end};
      }
      is_open = kind == 1;
      from = next;
      if (kind == 2) {
        epilogue = {next, body.to};
        return;
      }
    }
    if (!is_open) return;
    fault("multipart without its closing delimiter");
    parts.push_back({from, body.to});
  }

  void read_message(const Region& region, Slice body, std::size_t index) {
    if (!may_go_deeper(index) || tree.entities.size() >= limits_.parts) return;
    const std::size_t depth = tree.entities[index].depth + 1;
    const std::string encoding = tree.entities[index].encoding;
    const bool is_encoded = encoding == "base64" || encoding == "quoted-printable";
    tree.entities[index].kind = Entity::Kind::message;
    std::size_t child = 0;
    if (is_encoded) {
      // RFC 2046, 5.2.1 forbids it, clients do it.
      tree.decoded.push_back(detail::decode_transfer(tree.entities[index].body, encoding));
      const Region inner = region_of(tree.decoded.back());
      child = read(inner, {0, inner.raw.size()}, "text/plain", depth);
    } else {
      child = read(region, body, "text/plain", depth);
    }
    adopt(index, child);
  }

  const MessageLimits& limits_;
  std::vector<std::string>& faults_;
};

/// Bounds what GMime is given of one field.
std::string parameter_text(std::string_view value) {
  return detail::readable(detail::unfold(value.substr(0, 16384)));
}

}  // namespace

EntityTree read_entities(std::string_view raw, const FieldScan& header, const MessageLimits& limits,
                         std::vector<std::string>& faults) {
  Reader reader(limits, faults);
  reader.add(region_of(raw), {0, raw.size()}, header, "text/plain", 0);
  return std::move(reader.tree);
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
