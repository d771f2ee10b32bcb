#include "engine/inbound/email_filter.h"

#include "engine/inbound/mail_fields.h"
#include "engine/inbound/rules.h"
#include "engine/script/filter_script.h"
#include "engine/vendor_filters.h"

namespace engine::inbound {
namespace {

FilterAction action_of(std::string_view word) {
  if (word == "mark_as_ignored") return FilterAction::mark_as_ignored;
  return word == "move_to_junk" ? FilterAction::move_to_junk : FilterAction::none;
}

EmailFilter vendors(const VendorFilter& known) {
  EmailFilter filter;
  filter.name = known.name;
  filter.order = known.order;
  filter.action = action_of(known.action);
  for (const std::string_view id : known.rules) filter.rules.push_back(find_rule(id));
  return filter;
}

/// What the story says of a filter, over what it was. False if its condition cannot be read: such a configuration was refused before.
bool change(EmailFilter& filter, const EmailFilterConfig& given) {
  filter.name = given.name;
  filter.order = given.order.value_or(filter.order);
  if (given.action) filter.action = action_of(*given.action);
  filter.condition_script = given.condition_script.value_or("");
  filter.action_script = given.action_script.value_or("");
  filter.place = given.place;
  if (given.condition) {
    auto query = Query::parse(*given.condition, is_mail_field);
    if (!query) return false;
    filter.condition = *std::move(query);
    filter.rules.clear();
  }
  return true;
}

/// Without the plugin: the properties' rules alone (spec 2.5, step 8).
std::vector<EmailFilter> ignore_properties() {
  EmailFilter filter;
  filter.action = FilterAction::move_to_junk;
  filter.rules = {find_rule("ignore-header"), find_rule("ignore-subject")};
  return {std::move(filter)};
}

std::optional<Decision> matched(Mail& mail, const EmailFilter& filter, const FoldedRow& row) {
  Decision found;
  for (const Rule* rule : filter.rules) {
    auto decision = rule->decide(mail);
    if (!decision) continue;
    found = *std::move(decision);
    found.rule = rule;
    break;
  }
  if (!filter.rules.empty() && found.rule == nullptr) return std::nullopt;
  if (filter.rules.empty()) {
    if (!filter.condition.matches(row)) return std::nullopt;
    found.evidence = filter.condition.evidence(row);
    found.cause = "filter:" + filter.name;
  }
  if (!filter.condition_script.empty()) {
    if (!run_filter_script(mail, filter.name, filter.condition_script).answer) return std::nullopt;
    found.evidence += ", and its condition script answered true";
  }
  if (!filter.name.empty()) found.evidence = fmt::format("email filter '{}' matched: {}", filter.name, found.evidence);
  if (!found.place.is_known()) found.place = filter.place;
  return found;
}

/// A filter without filter action matches and does nothing (spec 7.3, I10): the next one is asked.
void pass_by(Mail& mail, const EmailFilter& filter, const Decision& found) {
  mail.parts.store.log(mail.email.sys_id, "info", found.evidence + "; it has no filter action, so nothing is done");
  mail.parts.world.trace.note(sim::EventKind::filter_passed, mail.email.key(),
                              {{"filter", filter.name}, {"evidence", found.evidence}, {"sys_email", mail.email.sys_id}},
                              {"filter:" + filter.name, filter.place});
}

}  // namespace

std::vector<EmailFilter> compile_filters(Parts& parts) {
  if (!parts.has_plugin("com.glide.email_filter")) return ignore_properties();
  std::vector<EmailFilter> all;
  if (parts.config.default_filters) {
    for (const VendorFilter& known : vendor_filters()) all.push_back(vendors(known));
  }
  for (const EmailFilterConfig& given : parts.config.filters) {
    const auto known = std::find_if(all.begin(), all.end(), [&](const EmailFilter& each) { return each.name == given.name; });
    EmailFilter filter = known == all.end() ? EmailFilter() : *known;
    const bool is_used = change(filter, given) && given.active.value_or(true);
    if (known == all.end() && is_used) all.push_back(std::move(filter));
    else if (known != all.end() && is_used) *known = std::move(filter);
    else if (known != all.end()) all.erase(known);
  }
  std::stable_sort(all.begin(), all.end(), [](const EmailFilter& a, const EmailFilter& b) { return a.order < b.order; });
  return all;
}

std::optional<Decision> email_filter(Mail& mail) {
  const MailFields fields(mail);
  const FoldedRow row(fields);
  for (const EmailFilter& filter : mail.settings.filters) {
    auto found = matched(mail, filter, row);
    if (!found) continue;
    if (!filter.action_script.empty()) {
      found->error_string = run_filter_script(mail, filter.name, filter.action_script).error_string;
      if (filter.action == FilterAction::none && !found->error_string.empty()) mail.email.error_string = found->error_string;
    }
    if (filter.action == FilterAction::none) {
      pass_by(mail, filter, *found);
      continue;
    }
    const Standing marked = mail.parts.profile.marked_as_ignored_to_junk ? standing::junk : standing::received_ignored;  // C3
    if (filter.action == FilterAction::mark_as_ignored) found->ends = marked;
    else if (!found->ends) found->ends = standing::junk;
    return found;
  }
  return std::nullopt;
}

}  // namespace engine::inbound
