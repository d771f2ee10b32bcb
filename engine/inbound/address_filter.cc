// Inbound address filtering: the sender against the system address filter of the account (spec 2.5 step 5, 7.1, 7.2).
#include "engine/address_filter.h"

#include "engine/inbound/rules.h"

namespace engine::inbound {

std::optional<Decision> address_filter(Mail& mail) {
  const SystemAddressFilter* filter = mail.settings.address_filters.of(mail.email.account, Direction::inbound);
  if (filter == nullptr) return std::nullopt;
  const auto block = filter->block(mail.sender(), mail.parts.profile.allow_list_blocks_others);
  if (!block) return std::nullopt;
  Decision decision{block->evidence, block->place, standing::junk, {}};
  decision.cause = "filter:" + block->filter;
  return decision;
}

}  // namespace engine::inbound
