// Whom a mail acts as (spec 4).
#include "engine/inbound/rules.h"

namespace engine::inbound {
namespace {

/// First and last name of a new user: "User, New" is New User; without a display name the local part is split.
NewUser new_user(const Mail& mail) {
  const std::string address = mail.sender();
  const std::string& local = mail.from->address.local();
  NewUser user{mail.settings.create_userid_from_email ? address : local, "", "", address};
  std::string name = mail.from->display_name;
  std::string splitter = " ";
  if (const std::size_t comma = name.find(", "); comma != std::string::npos) {
    name = name.substr(comma + 2) + " " + name.substr(0, comma);
  }
  if (name.empty()) {
    name = local;
    splitter = mail.settings.name_split;
  }
  const std::size_t cut = splitter.empty() ? std::string::npos : name.find(splitter);
  user.first_name = name.substr(0, cut);
  if (cut != std::string::npos) user.last_name = name.substr(cut + splitter.size());
  return user;
}

void act_as(Mail& mail, User user) {
  mail.email.user = user.name;
  mail.email.user_id = user.sys_id;
  mail.acting = std::move(user);
}

/// The instance's choice among several is documented as random, elsewhere as the first (C37).
bool is_random(const Mail& mail) { return mail.parts.profile.random_user_of_several; }
std::size_t which_of(const Mail& mail, std::size_t users) {
  return is_random(mail) ? mail.parts.world.random.stream("user of " + mail.email.sys_id).below(users) : 0;
}

/// Only whole domains and * count: "*.edu" is not accepted (spec 4).
bool is_trusted(const Mail& mail, const std::string& domain) {
  const auto& trusted = mail.settings.trusted_domains;
  return std::any_of(trusted.begin(), trusted.end(), [&](const auto& each) { return each == "*" || each == domain; });
}

}  // namespace

std::optional<Decision> sender_matched(Mail& mail) {
  const std::string address = mail.sender();
  std::vector<User> users = mail.parts.store.users_by_email(address);
  const auto inactive = std::find_if(users.begin(), users.end(), [](const User& user) { return !user.active; });
  const auto active = static_cast<std::size_t>(inactive - users.begin());
  if (active == 0 && mail.parts.profile.inactive_sender_is_guest && !users.empty()) {  // C38
    mail.hints.push_back(fmt::format("inactive users are not matched, such as {}", users.front().user_name));
    return std::nullopt;
  }
  if (users.empty()) return std::nullopt;
  User& chosen = users[active > 1 ? which_of(mail, active) : 0];
  Decision decision;
  decision.evidence = fmt::format("{} is the address of user {}", address, chosen.user_name);
  if (active > 1) {
    decision.evidence += fmt::format("; {} active users have it, {} is taken", active, is_random(mail) ? "one by chance" : "the oldest");
    decision.warning = fmt::format("{} active users have the address {}", active, address);
  }
  decision.place = mail.parts.cause_of_user(chosen.user_name).place;
  act_as(mail, std::move(chosen));
  return decision;
}

std::optional<Decision> sender_created(Mail& mail) {
  if (!mail.from || !mail.settings.create_caller) return std::nullopt;
  const std::string domain = mail.from->address.domain_lower();
  if (!is_trusted(mail, domain)) {
    mail.hints.push_back(fmt::format("{} is not a trusted domain", domain));
    return std::nullopt;
  }
  const NewUser user = new_user(mail);
  if (mail.parts.store.user_by_name(user.user_name)) {
    mail.hints.push_back(fmt::format("the user name {} is taken", user.user_name));
    return std::nullopt;
  }
  act_as(mail, mail.parts.store.insert_user(user));
  return Decision{fmt::format("user {} was created, for {} is trusted", user.user_name, domain),
                  mail.parts.cause_of_property("glide.user.trusted_domain").place, {}, {}};
}

std::optional<Decision> sender_untrusted(Mail& mail) {
  if (!mail.from || !mail.parts.profile.untrusted_to_junk) return std::nullopt;
  const std::string domain = mail.from->address.domain_lower();
  if (is_trusted(mail, domain)) return std::nullopt;
  mail.hints.clear();
  return Decision{fmt::format("no user has the address {}, and {} is not a trusted domain", mail.sender(), domain),
                  mail.parts.cause_of_property("glide.user.trusted_domain").place, standing::junk, {}};
}

std::optional<Decision> sender_guest(Mail& mail) {
  const std::string address = mail.sender();
  std::string evidence = address.empty() ? "there is no sender: Guest" : fmt::format("no user has the address {}: Guest", address);
  for (const std::string& hint : mail.hints) evidence += ", " + hint;
  mail.hints.clear();
  auto guest = mail.parts.store.user_by_name("guest");
  const sim::Place place = mail.parts.cause_of_user("guest").place;
  if (!guest) guest = User{"", "guest", "Guest", "", false, false, false};
  act_as(mail, std::move(*guest));
  return Decision{std::move(evidence), place, {}, {}};
}

}  // namespace engine::inbound
