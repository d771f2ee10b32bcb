#include "scenarios/runner/value.h"

#include <algorithm>

namespace scenarios {
namespace {

constexpr std::size_t brief_length = 60;

void write_brief(const Value& value, std::string& out) {
  if (out.size() > brief_length) return;
  switch (value.kind) {
    case Value::Kind::null: out += "nothing"; break;
    case Value::Kind::scalar: out += value.text; break;
    case Value::Kind::list:
      out += '[';
      for (const Value& item : value.items) {
        if (&item != &value.items.front()) out += ", ";
        write_brief(item, out);
      }
      out += ']';
      break;
    case Value::Kind::map:
      out += '{';
      for (const Member& member : value.members) {
        if (&member != &value.members.front()) out += ", ";
        out += member.key + ": ";
        write_brief(member.value, out);
      }
      out += '}';
      break;
  }
}

/// What tells the entries of a list apart: most have a name, users a user_name (accounts have both).
const std::string* entry_name(const Value& entry) {
  for (const std::string_view key : {"name", "user_name", "address", "code"}) {
    const Value* name = entry.find(key);
    if (name != nullptr && name->is_scalar()) return &name->text;
  }
  return nullptr;
}

bool has_named_entries(const Value& list) {
  return list.is_list() && !list.items.empty() &&
         std::all_of(list.items.begin(), list.items.end(), [](const Value& item) { return entry_name(item) != nullptr; });
}

Value merged_lists(const Value& under, const Value& over) {
  Value out = under;
  for (const Value& entry : over.items) {
    const auto same = std::find_if(out.items.begin(), out.items.end(),
                                   [&](const Value& old) { return *entry_name(old) == *entry_name(entry); });
    if (same == out.items.end()) {
      out.items.push_back(entry);
    } else {
      *same = merged(*same, entry);
    }
  }
  return out;
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::string Value::text_of(std::string_view key, std::string_view otherwise) const {
  const Value* found = find(key);
  return found != nullptr && found->is_scalar() ? found->text : std::string(otherwise);
}

std::string Value::brief() const {
  std::string out;
  write_brief(*this, out);
  std::replace(out.begin(), out.end(), '\n', ' ');
  if (out.size() <= brief_length) return out;
  std::size_t end = brief_length;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
  return out.substr(0, end) + "...";
}

std::vector<const Value*> items_of(const Value& value) {
  std::vector<const Value*> out;
  if (value.is_null()) return out;
  if (!value.is_list()) return {&value};
  for (const Value& item : value.items) out.push_back(&item);
  return out;
}

Value merged(const Value& under, const Value& over) {
  if (has_named_entries(under) && has_named_entries(over)) return merged_lists(under, over);
  if (!under.is_map() || !over.is_map()) return over;
  Value out = under;
  out.place = over.place;  // what the upper file says of a thing is what explains its behaviour
  for (const Member& member : over.members) {
    const auto same = std::find_if(out.members.begin(), out.members.end(),
                                   [&](const Member& old) { return old.key == member.key; });
    if (same == out.members.end()) {
      out.members.push_back(member);
    } else {
      same->value = merged(same->value, member.value);
      same->place = member.place;
    }
  }
  return out;
}

}  // namespace scenarios
