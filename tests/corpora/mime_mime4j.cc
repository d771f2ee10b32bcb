// mime4j's cases: a message, its tree as XML, and a file with the decoded bytes of each leaf.
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <memory>

#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/words.h"
#include "sim/mail/entity.h"
#include "tests/corpora/mime_loss.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

using sim::mail::Entity;
using sim::mail::EntityTree;
using sim::mail::Message;
namespace detail = sim::mail::detail;

std::string_view view(const xmlChar* text) { return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text); }

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

std::vector<const xmlNode*> children(const xmlNode* node, std::string_view name) {
  std::vector<const xmlNode*> out;
  for (const xmlNode* child = node->children; child != nullptr; child = child->next)
    if (child->type == XML_ELEMENT_NODE && view(child->name) == name) out.push_back(child);
  return out;
}

const xmlNode* child(const xmlNode* node, std::string_view name) {
  const auto all = children(node, name);
  return all.empty() ? nullptr : all.front();
}

std::string content(const xmlNode* node) {
  xmlChar* text = xmlNodeGetContent(node);
  std::string out(view(text));
  xmlFree(text);
  return out;
}

std::string attribute(const xmlNode* node, const char* name) {
  xmlChar* text = xmlGetProp(node, reinterpret_cast<const xmlChar*>(name));
  std::string out(view(text));
  xmlFree(text);
  return out;
}

/// Visible ASCII only: the XML writes other bytes of a field in a charset of its own choice.
std::string essence(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c > 32 && c < 127) out += c;
  return out;
}

std::string bytes_without_cr(std::string text) {
  std::erase(text, '\r');
  return text;
}

class Comparison {
 public:
  Comparison(const EntityTree& tree, std::filesystem::path folder) : tree_(tree), folder_(std::move(folder)) {}

  std::string entity(const xmlNode* expected, std::size_t index) {
    const Entity& ours = tree_.entities[index];
    const std::string place = "part " + std::to_string(index) + ": ";
    if (const xmlNode* header = child(expected, "header"))
      if (std::string why = fields(header, ours); !why.empty()) return place + why;
    if (const xmlNode* multipart = child(expected, "multipart")) return parts(multipart, ours, place);
    if (const xmlNode* message = child(expected, "message")) {
      if (ours.kind != Entity::Kind::message) return place + "no message";
      return entity(message, ours.children[0]);
    }
    if (ours.kind != Entity::Kind::leaf) return place + "not a leaf";
    for (const char* kind : {"text-body", "binary-body"})
      if (const xmlNode* body = child(expected, kind)) return bytes(body, ours, place);
    return "";
  }

 private:
  static std::string fields(const xmlNode* header, const Entity& ours) {
    const auto wanted = children(header, "field");
    if (wanted.size() != ours.fields.size())
      return std::to_string(ours.fields.size()) + " fields instead of " + std::to_string(wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::string found = std::string(ours.fields[i].name) + ":" + std::string(ours.fields[i].value);
      if (essence(content(wanted[i])) != essence(found)) return "field '" + found + "' instead of '" + content(wanted[i]) + "'";
    }
    return "";
  }

  std::string parts(const xmlNode* multipart, const Entity& ours, const std::string& place) {
    const auto wanted = children(multipart, "body-part");
    if (ours.kind != Entity::Kind::multipart && !wanted.empty()) return place + "no multipart";
    if (wanted.size() != ours.children.size())
      return place + std::to_string(ours.children.size()) + " parts instead of " + std::to_string(wanted.size());
    for (const auto& [name, text] : {std::pair("preamble", ours.preamble), std::pair("epilogue", ours.epilogue)})
      if (const xmlNode* node = child(multipart, name); node != nullptr && essence(content(node)) != essence(text))
        return place + "another " + name;
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (std::string why = entity(wanted[i], ours.children[i]); !why.empty()) return why;
    return "";
  }

  std::string bytes(const xmlNode* body, const Entity& ours, const std::string& place) {
    const std::string file = attribute(body, "name");
    const std::string wanted = bytes_of(folder_ / file);
    const std::string found = detail::decode_transfer(ours.body, ours.encoding);
    const bool is_text = view(body->name) == "text-body";
    if (wanted == found || (is_text && bytes_without_cr(wanted) == bytes_without_cr(found))) return "";
    return place + std::to_string(found.size()) + " bytes that differ from the " + std::to_string(wanted.size()) + " of " + file;
  }

  const EntityTree& tree_;
  std::filesystem::path folder_;
};

void run_one(const Case& each, Report& report) {
  const std::filesystem::path folder = each.file.parent_path();
  const std::filesystem::path tree_file = folder / (each.file.stem().string() + "_decoded.xml");
  if (!std::filesystem::exists(each.file) || !std::filesystem::exists(tree_file))
    return report.skip(each.name, "message or expected tree is missing");
  const std::string xml = bytes_of(tree_file);
  const std::unique_ptr<xmlDoc, FreeDocument> document(
      xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  const xmlNode* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
  if (root == nullptr) return report.skip(each.name, "expected tree is no XML");
  const Message message(bytes_of(each.file));
  Comparison comparison(message.entities(), folder);
  if (const std::string lost = loss_of(message); !lost.empty()) return report.fail(each.name, "lost: " + lost);
  const std::string why = comparison.entity(root, 0);
  if (why.empty()) return report.pass();
  if (const std::string malformation = malformation_of(message); !malformation.empty())
    return report.skip(each.name, "malformed (" + malformation + "), read otherwise, nothing lost: " + why);
  report.fail(each.name, why);
}

}  // namespace

void run_mime_mime4j(const Suite& suite, Report& report) {
  for (const Case& each : suite.cases_or_files(".msg")) run_one(each, report);
}

}  // namespace corpora
