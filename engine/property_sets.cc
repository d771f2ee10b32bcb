#include "engine/property_sets.h"

#include <algorithm>

namespace engine {
namespace {

/// What mail programs put in front of a forwarded subject.
constexpr std::string_view forward_prefixes[]{
    "fw:",      "fwd:",  "fw :",   "fwd :",                       // English, and most programs in every language
    "wg:",      "weitergeleitet:",                                // German
    "tr:",      "tr :",  "transf:", "transféré:",                 // French
    "rv:",      "reenv:", "reenviado:",                           // Spanish
    "enc:",     "encaminhado:", "rencaminhado:",                  // Portuguese
    "i:",       "inoltra:", "inoltrato:",                         // Italian
    "doorst:",  "doorgestuurd:",                                  // Dutch
    "vs:",      "vb:",   "vidarebefordrat:", "videresendt:", "vl:", "välitetty:",  // Danish, Norwegian, Swedish, Finnish
    "pd:",      "przekazane:", "předáno:", "přeposláno:", "preposlané:", "proslijeđeno:", "prosleđeno:", "posredovano:",  // Polish, Czech, Slovak, Croatian, Serbian, Slovene
    "továbbítás:", "továbbítva:", "Továbbítás:", "redirecționat:",   // Hungarian, Romanian
    "ilt:",     "İlt:",  "İLT:",   "yön:", "YNT-İLT:",            // Turkish
    "пересл:",  "Пересл:", "ПЕРЕСЛ:", "Переадресовано:", "Переслано:", "Fwd.:",   // Russian, Ukrainian
    "πρθ:",     "ΠΡΘ:",  "προώθ:",                                // Greek
    "edasi:",   "pārsūt:", "persiųsta:",                          // Estonian, Latvian, Lithuanian
    "転送:",    "转发:", "转发：", "轉寄:", "轉寄：", "전달:",     // Japanese, Chinese, Korean
    "הועבר:",   "إعادة توجيه:", "chuyển tiếp:", "trs:", "ส่งต่อ:",   // Hebrew, Arabic, Vietnamese, Indonesian, Thai
};

/// How mail programs name the sender in the header block of a forwarded mail, or in the line that stands for such a block.
constexpr std::string_view from_words[]{
    "From:",   "From :", "Von:",      "Von :",   "De:",   "De :",   "De\u00a0:", "Da:",     "Da :",       "Van:",      "Fra:",
    "Från:",   "Lähettäjä:", "Od:",   "Šalje:",  "Šalje :", "Feladó:", "De la:",  "Expeditor:", "Gönderen:", "Kimden:", "От:",
    "От кого:", "Від:",  "Від кого:", "Από:",    "Saatja:", "Nuo:",  "No:",       "差出人:", "差出人：",   "送信者:",   "发件人:",
    "发件人：", "寄件者:", "寄件者：", "보낸 사람:", "보낸사람:", "מאת:", "من:",  "Từ:",     "Dari:",      "จาก:",
    "送信元:", "送信元：", "de la:",  "Mittente:", "Nadawca:", "Remitente:", "Expéditeur", "Absender:", "Afzender:", "Afsender:", "Avsender:",
    "Avsändare:", "Odesílatel:", "Odosielateľ:", "Pošiljatelj:", "Отправитель:", "Відправник:",
    // Outlook for Mac writes an attribution line instead of a block.
    "wrote:",  "schrieb", "a écrit",  "escribió:", "escreveu:", "ha scritto:", "schreef", "geschreven", "skrev",  "kirjoitti", "napsal", "napísal",
    "napisał", "napisao", "írta:",    "a scris:",  "написал",   "написав",     "yazdı:",
};

template <std::size_t Size>
std::string joined(const std::string_view (&words)[Size]) {
  std::string out;
  for (const std::string_view word : words) out.append(out.empty() ? "" : ",").append(word);
  return out;
}

}  // namespace

const std::vector<PropertySet>& property_sets() {
  static const std::vector<PropertySet> all{
      {"forward-languages",
       "Forwards of mail programs in many languages: their subject prefixes, and their words for From: in the body.",
       {{"glide.email.forward_subject_prefix", joined(forward_prefixes)}, {"mailrig.forward_from_words", joined(from_words)}}},
      {"ignore-nothing",
       "The three ignore properties emptied, as in an instance whose out-of-office replies fill its incidents (I31).",
       {{"glide.pop3.ignore_headers", ""}, {"glide.pop3.ignore_senders", ""}, {"glide.pop3.ignore_subjects", ""}}},
  };
  return all;
}

const PropertySet* find_property_set(std::string_view name) {
  const auto& all = property_sets();
  const auto found = std::find_if(all.begin(), all.end(), [&](const PropertySet& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace engine
