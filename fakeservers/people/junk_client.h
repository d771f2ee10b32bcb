// The junk client: seeded, labelled mail of every unpleasant kind, and ham between it, in English and Japanese.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/mail/address.h"
#include "sim/random.h"

namespace fakeservers::people {

enum class JunkLabel { ham, spam, gtube, spoofed_sender, eicar, malformed_mime, auto_reply, bounce };
std::string_view label_name(JunkLabel label);
std::vector<JunkLabel> all_labels();

struct JunkOptions {
  sim::mail::Address to;                        ///< whom it is sent to (the instance)
  std::vector<sim::mail::Address> senders;      ///< who ham seems to come from (known users)
  std::map<JunkLabel, unsigned> weights;        ///< relative; all labels alike if empty
  std::size_t text_octets = 0;                  ///< pads bodies to about this size; 0: natural size
};

struct JunkMail {
  JunkLabel label = JunkLabel::ham;
  sim::mail::Envelope envelope;
  std::string raw;
};

/// The next mail of the stream. The same random stream and options give the same bytes.
JunkMail make_junk(sim::Random& random, const JunkOptions& options, sim::Instant now);

}  // namespace fakeservers::people
