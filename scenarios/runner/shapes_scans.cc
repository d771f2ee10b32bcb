#include "scenarios/runner/shapes.h"

namespace scenarios {

const Shape& spam_rule_shape() {
  static const Shape shape{"spam rule", "A test of the spam scorer; its name and `score` alone give a test that is there another weight. A text alone is a file of such rules.",
                           {optional("file", file(), "A YAML file with a list of rules, instead of everything else."),
                            optional("name", text(), "As the header shows it: letters, digits and `_`."),
                            optional("where", text(), "`subject`, `body`, `both` (default), or `header NAME`."),
                            optional("pattern", text(), "A text without regard to case, or `/regex/` in Perl's form; one that would take long counts as not found."),
                            optional("score", text(), "Points, three decimals at most: 3.5, -0.1.")},
                           "file"};
  return shape;
}

const Shape& spam_shape() {
  static const Shape shape{
      "spam", "How a host scores mail. A text alone is `required`.",
      {optional("required", text(), "Points that make spam; default 6.2."),
       optional("rules", list_of(object(spam_rule_shape)), "Tests beside the built-in ones."),
       optional("built_in", boolean(), "Use the built-in patterns (default true); tests of header and sender stay."),
       optional("spf_failure", choice({"scores", "flags"}), "SPF fail: a weight of 4.0 (default), or enough by itself (conflict C14)."),
       optional("tagged_above", text(), "A lower score adds no header; default -999."),
       optional("refuse_from", text(), "A score from which the mail is refused with `554 5.7.1`; never by default."),
       optional("header", text(), "What the four fields' names begin with; default `X-ServiceNow-Spam-`."),
       optional("max_size", integer(), "Octets; larger mail is not scored. Default 409600, amavisd's."),
       optional("patience", duration(), "Scoring that takes longer is dropped; default 30s."),
       optional("when_slow", choice({"pass", "defer"}), "Without a score the mail passes (default), or is answered with 451."),
       optional("rspamd", text(), "URL of a real rspamd that scores instead: `http://127.0.0.1:11333`."),
       optional("spamd", text(), "HOST:PORT of a real SpamAssassin's spamd that scores instead."),
       optional("remote", boolean(), "The scanner may be asked though its address is not of this machine: mails leave it.")},
      "required"};
  return shape;
}

const Shape& virus_shape() {
  static const Shape shape{"virus", "What a host does about viruses; by itself it knows EICAR's test file.",
                           {optional("then", choice({"mark", "refuse", "quarantine"}), "Header and subject (default), a refusal, or another recipient."),
                            optional("reply", text(), "Of a refusal; default `554 5.7.1 the mail is infected`."),
                            optional("quarantine", address(), "Who gets infected mail in place of its recipients; `then` is quarantine."),
                            optional("header", text(), "The field that a mark adds; default `X-ServiceNow-Virus`."),
                            optional("clamd", text(), "HOST:PORT of a real clamd that scans instead."),
                            optional("patience", duration(), "How long it is waited for; default 30s."),
                            optional("when_slow", choice({"pass", "defer"}), "If it does not answer, the mail passes (default), or is answered with 451."),
                            optional("remote", boolean(), "It may be asked though its address is not of this machine: mails leave it.")},
                           "then"};
  return shape;
}

const Shape& dnsbl_shape() {
  static const Shape shape{"block list", "A DNS block list. A text alone is its zone.",
                           {required("zone", text(), "Where it is asked: `zen.dnsbl.example`."),
                            optional("reply", text(), "Instead of the usual refusal."),
                            optional("ignore", list_of(ip()), "Answers that are no reason to refuse: 127.0.0.10."),
                            optional("naive", boolean(), "Take any answer for a listing, even 127.255.255.254, by which a list says that it was asked wrongly.")},
                           "zone"};
  return shape;
}

}  // namespace scenarios
