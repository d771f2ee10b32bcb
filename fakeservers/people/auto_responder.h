// Out-of-office replies: whom they answer (RFC 3834, 2) and what they say (RFC 3834, 3).
#pragma once
#include <string>

#include "fakeservers/people/person.h"

namespace fakeservers::people {

struct AnswerVerdict {
  bool answers = false;
  std::string why;  ///< the rule that kept it from answering; "" if it answers
};

/// Whether a delivered mail gets an automatic answer at all; how often one sender gets it is the caller's matter.
AnswerVerdict judge_answer(const sim::mail::Message& mail, const sim::mail::Envelope& envelope, const PersonConfig& person);
/// The answer: to the reverse path, in the person's name.
sim::mail::Draft write_answer(const sim::mail::Message& mail, const sim::mail::Envelope& envelope, const PersonConfig& person,
                              sim::Instant now);

}  // namespace fakeservers::people
