#include "engine/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/database.h"
#include "engine/folded.h"
#include "sim/random.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;

struct TableRow : Row {
  using Fields = std::map<std::string, std::string, std::less<>>;
  Fields fields;
  explicit TableRow(Fields given) : fields(std::move(given)) {}
  std::optional<std::string> field(std::string_view name) const override {
    const auto found = fields.find(name);
    if (found == fields.end()) return std::nullopt;
    return found->second;
  }
};

const TableRow& mail() {
  static const TableRow row({{"subject", "Printer ON FIRE: fünf ÄPFEL ^ 3"},
                             {"headers", "X-Spam:YES\nTo:a@b.example\n"},
                             {"active", "1"},
                             {"state", "7"},
                             {"number", "INC0010001"},
                             {"user", "yuki"},
                             {"user_id", "YUKI"},
                             {"user_id.active", "true"},
                             {"body", ""}});
  return row;
}

bool is_field(std::string_view name) { return mail().field(name).has_value(); }

Query parsed(std::string_view encoded) {
  auto query = Query::parse(encoded, is_field);
  EXPECT_TRUE(query) << encoded << ": " << (query ? "" : query.error().what);
  return query ? *query : Query();
}

struct Truth {
  const char* encoded;
  bool is_true;
};

constexpr Truth truths[]{
    {"", true},
    {"^EQ", true},
    {"subjectSTARTSWITHprinter", true},
    {"subjectSTARTSWITHfire", false},
    {"subjectENDSWITH^^ 3", true},
    {"subject%3", true},
    {"subjectLIKEon fire", true},
    {"subjectCONTAINSFünf äpfel", true},
    {"subject*paper", false},
    {"subjectNOTLIKEpaper", true},
    {"subjectNOT LIKEfire", false},
    {"subjectDOES NOT CONTAINfire", false},
    {"subject!*paper", true},
    {"headersLIKEX-Spam:YES", true},
    {"headersLIKEx-spam:no", false},
    {"active=true", true},
    {"active!=true", false},
    {"active=false", false},
    {"user=YUKI", true},
    {"user!=lena", true},
    {"user_id=yuki", true},
    {"user_id.active=true", true},
    {"userSAMEASuser_id", true},
    {"userNSAMEASsubject", true},
    {"stateIN1, 7", true},
    {"stateIN1,2", false},
    {"stateIN", false},
    {"stateNOT IN1,2", true},
    {"numberININC0010001,INC0010002", true},
    {"activeISNOTEMPTY", true},
    {"bodyISEMPTY", true},
    {"bodyEMPTYSTRING", true},
    {"body=", true},
    {"body!=x", true},
    {"bodyANYTHING", true},
    {"state<10", true},
    {"state>10", false},
    {"state<=7", true},
    {"state>=7.5", false},
    {"stateBETWEEN5@10", true},
    {"stateBETWEEN8@10", false},
    {"number>INC0010000", true},
    {"body<5", false},
    {"body>=", false},
    {"state=1^ORstate=7", true},
    {"state=1^ORstate=7^active=false", false},
    {"active=false^ORactive=true^state=7", true},
    {"active=false^state=7^NQsubjectLIKEfire^bodyISEMPTY", true},
    {"active=false^NQstate=1^ORstate=2", false},
    {"active=true^EQ", true},
    {"^active=true^", true},
    {"active=true^ORDERBYDESCnumber^ORDERBYstate^EQ", true},
    {"ORDERBYnumber", true},
};

TEST(Query, AnswersAsTheInstanceDoes) {
  for (const auto& [encoded, is_true] : truths) EXPECT_EQ(parsed(encoded).matches(mail()), is_true) << encoded;
}

TEST(Query, NamesTheColumnOfAnError) {
  const std::pair<const char*, const char*> cases[]{
      {"priority=1", "column 1: there is no field 'priority'"},
      {"active=true^urgencyISEMPTY", "column 13: there is no field 'urgency'"},
      {"subject=ÄÖ^ORfoo=1", "column 14: there is no field 'foo'"},
      {"active", "column 7: behind 'active' there is no operator"},
      {"active is true", "column 7: behind 'active' there is no operator"},
      {"=1", "column 1: here a field is expected"},
      {"activeISEMPTYx", "column 14: ISEMPTY takes no value"},
      {"numberINC0010001", "column 7: 'numberINC0010001' reads as number IN 'C0010001'"},
      {"numberINC", "column 7: 'numberINC' reads as number IN 'C'"},
      {"active=true^OR", "column 15: behind ^OR a condition is missing"},
      {"active=true^NQ", "column 15: behind ^NQ a condition is missing"},
      {"^ORactive=true", "column 4: ^OR has no condition before it"},
      {"stateBETWEEN5", "column 13: BETWEEN takes two values"},
      {"userSAMEASnobody", "column 11: there is no field 'nobody'"},
      {"active=true^ORDERBYage", "column 20: there is no field 'age' to order by"},
      {"numberINSTANCEOFtask", "column 7: the operator INSTANCEOF is not supported"},
      {"state>javascript:gs.now()", "column 7: a value that is a script"},
  };
  for (const auto& [encoded, words] : cases) {
    const auto query = Query::parse(encoded, is_field);
    ASSERT_FALSE(query) << encoded;
    EXPECT_THAT(query.error().what, HasSubstr(words));
  }
}

TEST(Query, IsBounded) {
  EXPECT_FALSE(Query::parse("subject=" + std::string(8 * 1024, 'x'), is_field));
  std::string many = "state=1";
  for (int i = 0; i < 199; ++i) many += "^ORstate=2";
  EXPECT_TRUE(Query::parse(many, is_field));
  EXPECT_FALSE(Query::parse(many + "^ORstate=3", is_field));
}

TEST(Query, SaysWhatDecided) {
  EXPECT_EQ(parsed("state=1^NQsubjectSTARTSWITHprinter").evidence(mail()), "subject STARTSWITH 'printer'");
  EXPECT_EQ(parsed("state=1^ORstate=7^bodyISEMPTY^EQ").evidence(mail()), "state = '7' and body ISEMPTY");
  EXPECT_EQ(parsed("active=true^state=1^ORstate=2").evidence(mail()), "not state = '1' or state = '2'");
  EXPECT_EQ(parsed("").evidence(mail()), "no condition");
  EXPECT_EQ(parsed("subject!=" + std::string(79, 'x') + "ÄÄ").evidence(mail()), "subject != '" + std::string(79, 'x') + "...'");
}

TEST(Query, WritesAValueSoThatItIsReadBack) {
  const TableRow row(TableRow::Fields{{"subject", "a^NQactiveANYTHING^^"}});
  EXPECT_TRUE(parsed("subject=" + Query::escaped("a^NQactiveANYTHING^^")).matches(row));
  EXPECT_FALSE(parsed("subject=" + Query::escaped("a^NQactiveANYTHING^")).matches(row));
}

TEST(Folding, KnowsLettersBeyondAscii) {
  EXPECT_EQ(folded("ÄÖÜ ÀÿŸ ŁŹŽ ΑΩΣ ЖЁ ԱՖ Ａ \xC3 \xE1\x80"), "äöü àÿÿ łźž αωσ жё աֆ ａ \xC3 \xE1\x80");
  EXPECT_EQ(folded("ßµ×÷日本"), "ßµ×÷日本");
}

/// The rows of a real table that the SQL form chooses.
std::string chosen_by_sql(Database& database, const Query& query) {
  const Query::Sql sql = query.sql();
  Statement rows = database.prepare("SELECT id FROM t WHERE " + (sql.condition.empty() ? "1" : sql.condition) + " ORDER BY id");
  rows.bind_all();
  for (std::size_t i = 0; i < sql.values.size(); ++i) rows.bind_one(static_cast<int>(i) + 1, sql.values[i]);
  std::string out;
  while (rows.step()) out += rows.text(0) + " ";
  return out;
}

/// Rows of values between which case, number and emptiness differ.
std::vector<TableRow> filled(Database& database) {
  database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER) STRICT");
  const char* values[]{"", "Foo", "foo bar", "ÄPFEL", "10", "9", "-3.5", "1.", "3-4", "1.2.3", "true", "1", "0", "a^b", "%", "日本"};
  std::vector<TableRow> rows;
  for (const std::string a : values) {
    for (const std::string b : values) {
      const auto n = static_cast<std::int64_t>(rows.size() % 12);
      database.kept("INSERT INTO t VALUES (?, ?, ?, ?)").bind_all(static_cast<std::int64_t>(rows.size()), a, b, n).run();
      rows.push_back(TableRow({{"a", a}, {"b", b}, {"n", std::to_string(n)}}));
    }
  }
  return rows;
}

std::string random_query(sim::Random& random) {
  constexpr const char* operators[]{"=", "!=", "LIKE", "NOTLIKE", "STARTSWITH", "ENDSWITH", "IN", "NOT IN", "<", ">", "<=", ">="};
  constexpr const char* values[]{"", "foo", "FOO", "o", "äpfel", "Ä", "10", "9.5", "-3.5", "true", "false", "1", "0,9,foo", "a^^b", "%", "本"};
  constexpr const char* others[]{"aISEMPTY", "bISNOTEMPTY", "aSAMEASb", "bNSAMEASn", "aANYTHING", "nBETWEEN2@7", "aBETWEENa@g", "n>3"};
  constexpr const char* fields[]{"a", "b", "n"};
  constexpr const char* joins[]{"^", "^OR", "^NQ"};
  const auto pick = [&](const auto& list) { return std::string(list[random.below(std::size(list))]); };
  std::string out;
  for (auto left = 1 + random.below(4); left > 0; --left) {
    out += out.empty() ? "" : pick(joins);
    out += random.below(4) == 0 ? pick(others) : pick(fields) + pick(operators) + pick(values);
  }
  return out;
}

TEST(Query, ChoosesTheSameRowsAsItsSql) {
  auto database = Database::open({":memory:", 0, false});
  ASSERT_TRUE(database);
  const std::vector<TableRow> rows = filled(*database);
  sim::Random random(7);
  for (int round = 0; round < 300; ++round) {
    const std::string encoded = random_query(random);
    const auto query = Query::parse(encoded, [](std::string_view name) { return name == "a" || name == "b" || name == "n"; });
    ASSERT_TRUE(query) << encoded << ": " << query.error().what;
    std::string chosen;
    for (std::size_t i = 0; i < rows.size(); ++i) chosen += query->matches(rows[i]) ? std::to_string(i) + " " : "";
    ASSERT_EQ(chosen_by_sql(*database, *query), chosen) << encoded << "\n" << query->sql().condition;
  }
}

TEST(Query, OrdersTheRowsOfItsSql) {
  const auto sql = parsed("active=true^ORDERBYDESCnumber^GROUPBYstate").sql();
  EXPECT_EQ(sql.order, "[number] DESC, [state] ASC");
  EXPECT_EQ(parsed("user_id.active=true").sql([](std::string_view name) { return fmt::format("walk('{}')", name); }).condition,
            "(((lower(walk('user_id.active')) IN (?, ?))))");
}

}  // namespace
}  // namespace engine::tests
