// The texts of the junk client, English and Japanese. Data only; junk_client.cc picks from them.
#pragma once
#include <array>
#include <string_view>

namespace fakeservers::people {

struct JunkText {
  std::string_view subject;
  std::string_view body;
  bool is_japanese = false;
};

// clang-format off
inline constexpr std::array ham_texts{
    JunkText{"Printer on the third floor is out of toner", "Hello,\n\nthe printer next to the kitchen asks for toner since this morning.\n\nThank you"},
    JunkText{"VPN drops every hour", "Hi,\n\nmy VPN connection ends after about an hour and I have to log in again. Could you have a look?\n\nBest regards"},
    JunkText{"Access to the finance share", "Good morning,\n\nI moved to the finance team last week and cannot open the team's share yet.\n\nKind regards"},
    JunkText{"New laptop request", "Hello,\n\nmy notebook is five years old and its battery lasts ten minutes. May I have a new one?\n\nThanks"},
    JunkText{"パスワードを忘れました", "お疲れ様です。\n\n社内ポータルのパスワードを忘れてしまいました。再設定をお願いできますでしょうか。\n\nよろしくお願いいたします。", true},
    JunkText{"会議室のプロジェクターが映りません", "お世話になっております。\n\n第二会議室のプロジェクターが映らなくなりました。午後に会議がありますので、ご確認をお願いします。\n\n以上、よろしくお願いいたします。", true},
    JunkText{"【問い合わせ】メールが送信できない", "ご担当者様\n\n今朝から社外宛のメールが送信できません。エラーの画面を後ほどお送りします。\n\nよろしくお願いいたします。", true},
};

inline constexpr std::array spam_texts{
    JunkText{"You have won the international lottery", "Dear winner,\n\nyou have won three million dollars. To claim your prize send the transfer fee today.\n\nAct now!"},
    JunkText{"Cheap viagra, no prescription", "The online pharmacy that ships everywhere: no prescription, no questions. Click below."},
    JunkText{"Urgent business proposal", "I am the lawyer of a late client without next of kin. He left eight million dollars, and a small transfer fee releases them."},
    JunkText{"Double your bitcoin in 24 hours", "Double your bitcoin with our robot, 100% free to try. Earn $500 each day, work from home."},
    JunkText{"Casino bonus waiting", "A casino bonus, 100% free, is waiting for you. Earn $900 tonight. Act now, click below."},
    JunkText{"未承諾広告※ 完全無料の出会い", "完全無料で素敵な出会いがあります。今すぐクリックしてください。", true},
    JunkText{"おめでとうございます！ご当選のお知らせ", "あなたは三億円にご当選されました。今すぐクリックして受け取りの手続きをお願いします。", true},
    JunkText{"誰でもできる副業のご案内", "スマホだけで簡単に稼げる副業です。完全無料で始められます。今すぐクリック。", true},
    JunkText{"激安ブランド 最大90%オフ", "激安ブランド専門店です。スーパーコピー時計、全品送料無料。", true},
};

inline constexpr std::array spoofed_texts{
    JunkText{"Your mailbox is almost full", "Dear user,\n\nyour mailbox reached its limit. Confirm your password at http://quota.badhost.example/ to keep it.\n\nIT service desk"},
    JunkText{"Incident closed - please confirm", "Your ticket was closed. Open the attached page and sign in to confirm."},
    JunkText{"【重要】アカウント確認のお願い", "お客様のアカウントに不審なログインがありました。下記よりご確認ください。\nhttp://login.badhost.example/\n\nサービスデスク", true},
};

struct AutoReplyText {
  std::string_view subject_prefix;
  std::string_view body;
  bool is_declared;  ///< Auto-Submitted: auto-replied
  bool is_japanese = false;
};
inline constexpr std::array auto_reply_texts{
    AutoReplyText{"Automatic reply: ", "I am out of office until Monday and will answer then.", true},
    AutoReplyText{"Out of Office AutoReply: ", "I am on vacation without access to mail.", false},
    AutoReplyText{"autoreply: ", "Thank you for your mail. We read each one.", false},
    AutoReplyText{"自動応答: ", "ただいま不在にしております。月曜日に改めてご連絡いたします。", true, true},
    AutoReplyText{"自動返信: ", "お問い合わせありがとうございます。担当者より追ってご連絡いたします。", true, true},
};

inline constexpr std::array japanese_charsets{std::string_view("utf-8"), std::string_view("iso-2022-jp"), std::string_view("shift_jis")};
inline constexpr std::array outside_hosts{std::string_view("bulk.badhost.example"), std::string_view("mx.lucky.example"),
                                          std::string_view("news.cheapmeds.example"), std::string_view("mail.dream.example")};
inline constexpr std::array outside_names{std::string_view("info"), std::string_view("prize"), std::string_view("support"),
                                          std::string_view("no-reply"), std::string_view("m.tanaka"), std::string_view("sales")};
inline constexpr std::string_view filler_english = "Please see the notes below; they were taken at the last meeting and are for your information only. ";
inline constexpr std::string_view filler_japanese = "詳細につきましては別途ご連絡いたしますので、今しばらくお待ちください。";
// clang-format on

}  // namespace fakeservers::people
