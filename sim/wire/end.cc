#include "sim/wire/end.h"

#include <algorithm>
#include <iterator>

namespace sim::wire {

template <class Call>
void End::call(Call call) {
  if (is_over()) return;
  const auto kept = carrier_.keep();
  const auto session = session_;  // outlives its own call even if the call takes its host down
  Actions actions = call(*session);
  if (!is_over()) perform(std::move(actions));
}

void End::open() {
  call([](Session& s) { return s.open(); });
}

void End::receive(std::string_view bytes) {
  if (is_held()) {
    waiting_ += bytes;
    return;
  }
  call([bytes](Session& s) { return s.receive(bytes); });
}

void End::secured(const TlsFacts& facts) {
  is_securing_ = false;
  call([&facts](Session& s) {
    Actions actions = s.secured(facts);
    if (!facts.established) actions.emplace_back(Close{});
    return actions;
  });
}

void End::lost(Loss loss) {
  if (is_over()) return;
  if (is_held() && !waiting_.empty()) {
    waiting_loss_ = std::move(loss);
    return;
  }
  const auto kept = carrier_.keep();
  disarm();
  const auto session = std::exchange(session_, nullptr);
  session->lost(loss);
  carrier_.ended(*this);
}

void End::abandon() {
  disarm();
  session_ = nullptr;
}

void End::perform(Actions actions) {
  if (pending_.empty()) {
    pending_ = std::move(actions);
  } else {
    std::move(actions.begin(), actions.end(), std::back_inserter(pending_));
  }
  drain();
}

void End::drain() {
  std::string batch;
  while (next_ < pending_.size() && !is_over() && !is_held() && !is_securing_) act(pending_[next_++], batch);
  flush(batch);
  if (next_ < pending_.size() && !is_over()) return;
  pending_.clear();
  next_ = 0;
}

void End::act(Action& action, std::string& batch) {
  if (auto* send = std::get_if<Send>(&action)) {
    if (batch.empty()) {
      batch = std::move(send->bytes);
    } else {
      batch += send->bytes;
    }
  } else if (const auto* deadline = std::get_if<Deadline>(&action)) {
    arm(deadline->time);
  } else if (const auto* wait = std::get_if<Wait>(&action)) {
    flush(batch);
    if (wait->time > Duration::zero()) hold(wait->time);
  } else if (std::holds_alternative<StartTls>(action)) {
    flush(batch);
    is_securing_ = true;
    carrier_.begin_tls(*this);
  } else {
    flush(batch);
    close();
  }
}

void End::flush(std::string& batch) {
  if (!batch.empty()) carrier_.carry(*this, std::exchange(batch, {}));
}

void End::close() {
  disarm();
  const auto session = std::exchange(session_, nullptr);
  carrier_.finish(*this);
  carrier_.ended(*this);
}

void End::hold(Duration time) {
  hold_ = clock_.after(time, [this] { release(); });
}

void End::release() {
  const auto kept = carrier_.keep();
  hold_.reset();
  drain();
  if (!is_held() && !waiting_.empty()) receive(std::exchange(waiting_, {}));
  if (!is_held() && waiting_loss_) lost(*std::exchange(waiting_loss_, std::nullopt));
  if (!is_held() && !is_over()) carrier_.resumed(*this);
}

/// Deadlines move with every line of a dialogue, but seldom pass: a timer that is due too early is left and set again when it runs.
void End::arm(Duration time) {
  deadline_ = clock_.now() + time;
  if (watch_ && watch_->when <= *deadline_) return;
  if (watch_) clock_.cancel(*watch_);
  watch_ = clock_.at(*deadline_, [this] { watch(); });
}

void End::watch() {
  watch_.reset();
  if (!deadline_) return;
  if (*deadline_ > clock_.now()) {
    watch_ = clock_.at(*deadline_, [this] { watch(); });
    return;
  }
  deadline_.reset();
  if (std::exchange(is_securing_, false)) {  // a handshake that never ends is given up
    pending_.clear();
    next_ = 0;
  }
  call([](Session& s) { return s.wake(); });
}

void End::disarm() {
  if (watch_) clock_.cancel(*watch_);
  if (hold_) clock_.cancel(*hold_);
  watch_.reset();
  hold_.reset();
  deadline_.reset();
}

Error taken(const Endpoint& at) {
  return {fmt::format("{} is taken: something listens there already", at.text()), "choose another port or address", {}};
}

}  // namespace sim::wire
