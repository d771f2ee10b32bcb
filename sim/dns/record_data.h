// The data of one record as a master file writes it, read for each type.
#pragma once
#include <span>

#include "sim/dns/master_file.h"
#include "sim/dns/zone.h"

namespace sim::dns {

/// Reads a name as a zone writes it: "@", relative to `origin`, or absolute with a dot at the end.
Result<Name> read_name(std::string_view text, const Name& origin);
/// Reads "3600", "1h" or "1h30m" (s m h d w); nothing if it is neither or more than RFC 2181, 8 allows.
std::optional<std::uint32_t> read_ttl(std::string_view text);
/// Reads a record's data. Errors have no place, but `culprit` says which of the tokens is wrong (tokens.size(): one is missing).
Result<Data> read_data(Type type, std::span<const Token> tokens, const Name& origin, std::size_t& culprit);
/// The type that was probably meant: "" if none is near.
std::string nearest_type(std::string_view text);
/// "A, AAAA, ..." for advice.
std::string known_types();

}  // namespace sim::dns
