// The floor under classify/N: the very SQL statements that classifying the same mails executes, with the same values, prepared once and run in
// the same groups, and nothing else. They are recorded from the instance itself (and undone), so the floor is never out of date.
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include "bench/bench_world.h"
#include "bench/messages.h"

namespace bench {
namespace {

constexpr std::size_t group = 100;

struct Value {
  enum class Kind { null, integer, text, blob } kind = Kind::null;
  std::string bytes;
  std::int64_t number = 0;
};
struct Call {
  std::string sql;
  std::vector<Value> values;
};

/// Reads one SQL literal off the front of `text`.
Value take_literal(std::string_view& text) {
  Value value;
  if (text.starts_with("NULL")) {
    text.remove_prefix(4);
  } else if (text.starts_with("x'")) {
    value.kind = Value::Kind::blob;
    const auto end = text.find('\'', 2);
    for (std::size_t i = 2; i + 1 < end; i += 2) value.bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    text.remove_prefix(end + 1);
  } else if (text.starts_with("'")) {
    value.kind = Value::Kind::text;
    std::size_t i = 1;
    for (; text[i] != '\'' || text.substr(i).starts_with("''"); ++i) {
      value.bytes += text[i];
      if (text[i] == '\'') ++i;
    }
    text.remove_prefix(i + 1);
  } else {
    value.kind = Value::Kind::integer;
    const auto end = std::min(text.find_first_not_of("-0123456789"), text.size());
    value.number = std::stoll(std::string(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return value;
}

/// The values that stand in `expanded` where `sql` has its question marks.
Call call_of(std::string_view sql, std::string_view expanded) {
  Call call{std::string(sql), {}};
  bool quoted = false;
  for (const char c : sql) {
    if (c == '\'') quoted = !quoted;
    if (c == '?' && !quoted) call.values.push_back(take_literal(expanded));
    else expanded.remove_prefix(1);
  }
  return call;
}

int record(unsigned, void* calls, void* statement, void*) {
  auto* running = static_cast<sqlite3_stmt*>(statement);
  const std::string_view sql = sqlite3_sql(running);
  if (sql.starts_with("BEGIN") || sql.starts_with("COMMIT") || sql.starts_with("ROLLBACK")) return 0;
  char* expanded = sqlite3_expanded_sql(running);
  static_cast<std::vector<Call>*>(calls)->push_back(call_of(sql, expanded));
  sqlite3_free(expanded);
  return 0;
}

/// What classifying these mails executes; the database is as before.
std::vector<Call> statements_of(engine::Instance& instance, const std::vector<std::string>& mails) {
  std::vector<Call> calls;
  engine::Transaction undone(instance.database());
  sqlite3_trace_v2(instance.database().handle(), SQLITE_TRACE_STMT, record, &calls);
  for (const std::string& mail : mails) instance.receive(mail);
  sqlite3_trace_v2(instance.database().handle(), 0, nullptr, nullptr);
  return calls;
}

class Replayer {
 public:
  explicit Replayer(sqlite3* db) : db_(db) {}
  ~Replayer() {
    for (const auto& [sql, statement] : prepared_) sqlite3_finalize(statement);
  }
  Replayer(const Replayer&) = delete;
  Replayer& operator=(const Replayer&) = delete;

  sqlite3_stmt* prepared(const std::string& sql) {
    sqlite3_stmt*& statement = prepared_[sql];
    if (!statement) sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return statement;
  }
  static bool run(sqlite3_stmt* statement, const std::vector<Value>& values) {
    int index = 0;
    for (const Value& value : values) {
      ++index;
      const auto size = static_cast<int>(value.bytes.size());
      if (value.kind == Value::Kind::integer) sqlite3_bind_int64(statement, index, value.number);
      else if (value.kind == Value::Kind::text) sqlite3_bind_text(statement, index, value.bytes.data(), size, SQLITE_STATIC);
      else if (value.kind == Value::Kind::blob) sqlite3_bind_blob(statement, index, value.bytes.data(), size, SQLITE_STATIC);
      else sqlite3_bind_null(statement, index);
    }
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE;
  }

 private:
  sqlite3* db_;
  std::map<std::string, sqlite3_stmt*> prepared_;
};

void sqlite_bare(benchmark::State& state, std::size_t more_rules) {
  static const std::vector<std::string> mails = multipart_mails(2000);
  BenchWorld bench;
  const auto instance = make_instance(bench, 10'000, more_rules);
  store_mails(instance->database(), static_cast<std::size_t>(state.range(0)));
  Replayer replayer(instance->database().handle());
  std::uint64_t serial = 1'000'000;
  std::size_t executed = 0;
  std::vector<std::string> batch(group);
  for (auto _ : state) {
    state.PauseTiming();
    for (std::string& mail : batch) {
      mail = mails[serial % mails.size()];
      renumber(mail, serial++);
    }
    const auto calls = statements_of(*instance, batch);
    std::vector<std::pair<sqlite3_stmt*, const std::vector<Value>*>> ready;
    for (const Call& call : calls) ready.emplace_back(replayer.prepared(call.sql), &call.values);
    executed += calls.size();
    state.ResumeTiming();
    engine::Transaction transaction(instance->database());
    for (const auto& [statement, values] : ready) {
      if (!Replayer::run(statement, *values)) state.SkipWithError(sqlite3_errmsg(instance->database().handle()));
    }
    transaction.commit();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(group));
  state.counters["statements_a_mail"] = static_cast<double>(executed) / static_cast<double>(state.iterations()) / static_cast<double>(group);
}
void vendor_rules(benchmark::State& state) { sqlite_bare(state, 0); }
void fifty_rules(benchmark::State& state) { sqlite_bare(state, 50); }
BENCHMARK(vendor_rules)->Name("sqlite_bare")->Arg(1000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(fifty_rules)->Name("sqlite_bare_50_rules")->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bench
