// What a person writes in a step: the keys that send, reply and forward share.
#pragma once
#include <vector>

#include "fakeservers/people/person.h"
#include "scenarios/runner/shape.h"
#include "scenarios/runner/value.h"

namespace scenarios {

const Shape& attachment_shape();
/// The files of a list of attachments, nothing if there is none; an error if one cannot be read.
sim::Result<std::vector<sim::mail::Attachment>> decode_attachments(const Value* list);
const Shape& letter_smime_shape();
/// The keys of a letter, after `first`.
std::vector<Key> letter_keys(std::vector<Key> first);
/// An error if an attached file cannot be read.
sim::Result<fakeservers::people::Letter> decode_letter(const Value& map);

}  // namespace scenarios
