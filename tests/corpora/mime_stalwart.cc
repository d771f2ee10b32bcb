// mail-parser's cases: a message and the tree it is read to, as JSON; once with the line ends of the file and once with CRLF.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/words.h"
#include "sim/mail/entity.h"
#include "tests/corpora/mime_loss.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

using nlohmann::json;
using sim::mail::Entity;
using sim::mail::EntityTree;
using sim::mail::Message;
namespace detail = sim::mail::detail;

/// Text without blanks, control characters and the mark for what has no meaning (U+FFFD): what must not get lost.
std::string essence(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "\xEF\xBF\xBD") {
      i += 2;
    } else if (static_cast<unsigned char>(text[i]) > 32 && text[i] != 127) {
      out += text[i];
    }
  }
  return out;
}

/// Visible ASCII, where the expectation itself gave up on the other bytes.
std::string ascii_essence(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c > 32 && c < 127) out += c;
  return out;
}

bool says_the_same(const std::string& wanted, const std::string& ours) {
  if (wanted.find("\xEF\xBF\xBD") != std::string::npos) return ascii_essence(wanted) == ascii_essence(ours);
  return essence(wanted) == essence(ours);
}

std::string with_lf(std::string text) {
  std::erase(text, '\r');
  return text;
}

const json* header_of(const json& part, std::string_view name, std::string_view kind) {
  const json* found = nullptr;
  for (const json& header : part["headers"])
    if (header["name"].is_string() && header["name"] == name && header["value"].is_object() && header["value"].contains(kind))
      found = &header["value"][std::string(kind)];
  return found;
}

std::string expected_type(const json& part) {
  const json* type = header_of(part, "content_type", "ContentType");
  if (type == nullptr || (*type)["c_subtype"].is_null()) return "";
  return detail::lower((*type)["c_type"].get<std::string>() + "/" + (*type)["c_subtype"].get<std::string>());
}

std::string attribute(const json* value, std::string_view name) {
  if (value == nullptr || !value->contains("attributes") || !(*value)["attributes"].is_array()) return "";
  for (const json& each : (*value)["attributes"])
    if (each["name"] == name) return each["value"].get<std::string>();
  return "";
}

std::string_view last(const Entity& entity, std::string_view name) {
  const sim::mail::HeaderField* field = sim::mail::last_field(entity.fields, name);
  return field == nullptr ? std::string_view() : field->value;
}

std::string decoded(const Entity& entity) { return detail::decode_transfer(entity.body, entity.encoding); }

std::string decoded_text(const Entity& entity) {
  const std::string charset = sim::mail::parameter(entity.content_type, "charset");
  return detail::to_utf8(decoded(entity), charset);
}

std::string bytes_in(const json& list) {
  std::string out;
  for (const json& each : list) out += static_cast<char>(each.get<unsigned>());
  return out;
}

/// The same bytes; line ends apart where no encoding protects them.
bool are_alike(const std::string& wanted, const std::string& ours, const Entity& entity) {
  // The expectation leaves uuencoded bodies as they stand, we decode them.
  if (entity.encoding == "x-uuencode") return with_lf(wanted) == with_lf(std::string(entity.body));
  return wanted == ours || (entity.encoding != "base64" && with_lf(wanted) == with_lf(ours));
}

/// Addresses that can be read, in order, as "name <address>".
void collect(const json& value, std::vector<std::string>& out) {
  if (value.is_array()) {
    for (const json& each : value) collect(each, out);
  } else if (value.is_object() && value.contains("address") && value["address"].is_string()) {
    out.push_back(detail::lower(value["address"].get<std::string>()));
  } else if (value.is_object()) {
    for (const auto& [key, each] : value.items())
      if (each.is_structured()) collect(each, out);
  }
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& each : list) out += (out.empty() ? "" : ", ") + each;
  return out;
}

/// Compares one tree with another and says the first difference.
class Comparison {
 public:
  explicit Comparison(const EntityTree& tree) : tree_(tree) {}

  std::string message(const json& expected, std::size_t root) { return part(expected, expected["parts"][0], root); }

 private:
  std::string part(const json& message, const json& expected, std::size_t index) {
    const Entity& entity = tree_.entities[index];
    const std::string place = "part " + std::to_string(index) + ": ";
    if (const std::string type = expected_type(expected); !type.empty() && type != entity.type)
      return place + "type " + entity.type + " instead of " + type;
    if (std::string why = headers(expected, entity); !why.empty()) return place + why;
    const json& body = expected["body"];
    if (body.contains("Multipart")) return multipart(message, body["Multipart"], entity, place);
    if (body.contains("Message")) {
      if (entity.kind != Entity::Kind::message) return place + "no message";
      return this->message(body["Message"], entity.children[0]);
    }
    if (entity.kind != Entity::Kind::leaf) return place + "not a leaf";
    // A transfer encoding that is none: each reader shows something else.
    if (expected["is_encoding_problem"] == true) return "";
    for (const char* kind : {"Text", "Html"})
      if (body.contains(kind) && !says_the_same(body[kind].get<std::string>(), decoded_text(entity)))
        return place + "text '" + decoded_text(entity).substr(0, 200) + "' instead of '" + body[kind].get<std::string>().substr(0, 200) + "'";
    for (const char* kind : {"Binary", "InlineBinary"})
      if (body.contains(kind) && !are_alike(bytes_in(body[kind]), decoded(entity), entity)) return place + "other bytes";
    return "";
  }

  std::string multipart(const json& message, const json& children, const Entity& entity, const std::string& place) {
    if (entity.kind != Entity::Kind::multipart && !children.empty()) return place + "no multipart";
    if (entity.children.size() != children.size())
      return place + std::to_string(entity.children.size()) + " parts instead of " + std::to_string(children.size());
    for (std::size_t i = 0; i < children.size(); ++i)
      if (std::string why = part(message, message["parts"][children[i].get<std::size_t>()], entity.children[i]); !why.empty()) return why;
    return "";
  }

  static std::string headers(const json& expected, const Entity& entity) {
    if (const json* subject = header_of(expected, "subject", "Text"))
      if (!says_the_same(subject->get<std::string>(), detail::decode_words(last(entity, "Subject"))))
        return "subject '" + detail::decode_words(last(entity, "Subject")) + "' instead of '" + subject->get<std::string>() + "'";
    for (const char* field : {"from", "to", "cc", "reply_to"})
      if (std::string why = addresses(expected, entity, field); !why.empty()) return why;
    std::string name = attribute(header_of(expected, "content_disposition", "ContentType"), "filename");
    if (name.empty()) return "";
    const std::string ours = sim::mail::parameter(entity.field("Content-Disposition"), "filename");
    return says_the_same(name, detail::decode_words(ours)) ? "" : "file name '" + ours + "' instead of '" + name + "'";
  }

  static std::string addresses(const json& expected, const Entity& entity, const std::string& field) {
    const json* value = header_of(expected, field, "Address");
    if (value == nullptr) return "";
    std::vector<std::string> wanted;
    collect(*value, wanted);
    std::erase_if(wanted, [](const std::string& each) { return !sim::mail::Address::parse(each); });
    std::vector<std::string> found;
    std::string name = field;
    std::replace(name.begin(), name.end(), '_', '-');
    for (const auto& each : sim::mail::parse_address_list(entity.field(name))) found.push_back(detail::lower(each.address.text()));
    return found == wanted ? "" : field + " is " + joined(found) + " instead of " + joined(wanted);
  }

  const EntityTree& tree_;
};

void run_one(const std::string& name, const std::string& raw, const std::filesystem::path& file, Report& report) {
  const json expected = json::parse(bytes_of(file), nullptr, false);
  if (expected.is_discarded()) return report.fail(name, file.string() + " is no JSON");
  const Message message(raw);
  std::string why = loss_of(message);
  if (!why.empty()) return report.fail(name, "lost: " + why);
  try {
    why = Comparison(message.entities()).message(expected, 0);
    if (why.empty()) return report.pass();
    const std::string malformation = malformation_of(message);
    if (!malformation.empty()) return report.skip(name, "malformed (" + malformation + "), read otherwise, nothing lost: " + why);
  } catch (const json::exception& problem) {
    why = problem.what();
  }
  report.fail(name, why);
}

std::string with_crlf(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

}  // namespace

void run_mime_stalwart(const Suite& suite, Report& report) {
  for (const Case& each : suite.cases_or_files(".eml")) {
    const std::string raw = bytes_of(each.file);
    const std::filesystem::path plain = std::filesystem::path(each.file).replace_extension(".json");
    const std::filesystem::path crlf = std::filesystem::path(each.file).replace_extension(".crlf.json");
    if (!std::filesystem::exists(each.file) || !std::filesystem::exists(plain)) {
      report.skip(each.name, "message or expected tree is missing");
      continue;
    }
    run_one(each.name, raw, plain, report);
    if (std::filesystem::exists(crlf)) run_one(each.name + " (CRLF)", with_crlf(raw), crlf, report);
  }
}

}  // namespace corpora
