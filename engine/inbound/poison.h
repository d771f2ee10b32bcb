// A mail that the database refuses, or that cannot be classified: it is kept in the smallest form, marked, and never blocks its account.
#pragma once
#include <string>
#include <string_view>

#include "engine/parts.h"

namespace engine::inbound {

/// Stores what can be stored of a mail that `why` kept from being stored: with its subject and sender, or without any word of it, as
/// received / error. sys_id of the row. Throws DatabaseError if not even that is possible.
std::string keep_as_poison(Parts& parts, const std::string& raw, std::string_view account, std::string_view uid, const std::string& why);
/// Marks a row in Inbox that cannot be classified, so that it is left alone from now on.
void mark_as_poison(Parts& parts, EmailRecord email, const std::string& why);

}  // namespace engine::inbound
