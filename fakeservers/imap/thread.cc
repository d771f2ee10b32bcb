#include "fakeservers/imap/thread.h"

#include <algorithm>
#include <map>
#include <optional>

#include "fakeservers/imap/sort_key.h"
#include "sim/mail/message.h"

namespace fakeservers::imap {
namespace {

constexpr std::size_t most_references = 100;
/// Deeper branches are told flat: their depth is the senders' choice.
constexpr int most_branch_depth = 100;

struct Node {
  const ThreadedMail* mail = nullptr;  ///< nullptr: known from references only
  std::optional<std::size_t> parent;
  std::vector<std::size_t> children;
  sim::Instant sent{};
  std::size_t order = 0;
};

class Threader {
 public:
  explicit Threader(const std::vector<ThreadedMail>& mails) {
    for (const ThreadedMail& mail : mails) add(mail);
    for (std::size_t node = 0; node < nodes_.size(); ++node)
      if (nodes_[node].parent) nodes_[*nodes_[node].parent].children.push_back(node);
      else roots_.push_back(node);
  }

  std::string text() {
    prune();
    sort();
    gather_subjects();
    sort();
    std::string out;
    for (const std::size_t root : roots_) {
      out += "(";
      write(root, out, 0);
      out += ")";
    }
    return out;
  }

 private:
  std::size_t node_of(const std::string& id) {
    const auto [known, is_new] = by_id_.try_emplace(id, nodes_.size());
    if (is_new) nodes_.emplace_back().order = nodes_.size();
    return known->second;
  }

  /// Step 1 of RFC 5256, 3.
  void add(const ThreadedMail& mail) {
    std::size_t own = mail.id.empty() ? nodes_.size() : node_of(mail.id);
    if (own == nodes_.size() || nodes_[own].mail != nullptr) {
      // Without an id, or with one that is taken: a node of its own.
      own = nodes_.size();
      nodes_.emplace_back().order = nodes_.size();
    }
    std::optional<std::size_t> before;
    for (const std::string& reference : mail.references) {
      const std::size_t node = node_of(reference);
      if (before && !nodes_[node].parent && !is_above(node, *before)) nodes_[node].parent = before;
      before = node;
    }
    nodes_[own].mail = &mail;
    nodes_[own].sent = mail.sent;
    nodes_[own].order = mail.number;
    if (!before) return;
    // Its own word about its parent counts more than what others said.
    nodes_[own].parent.reset();
    if (!is_above(own, *before)) nodes_[own].parent = before;
  }

  /// Whether `above` is `node` or one of the nodes above it.
  bool is_above(std::size_t above, std::size_t node) const {
    for (std::optional<std::size_t> each = node; each; each = nodes_[*each].parent)
      if (*each == above) return true;
    return false;
  }

  /// All nodes, parents before children.
  std::vector<std::size_t> top_down() const {
    std::vector<std::size_t> out = roots_;
    for (std::size_t i = 0; i < out.size(); ++i)
      for (const std::size_t child : nodes_[out[i]].children) out.push_back(child);
    return out;
  }

  /// Step 3: what is known from references only goes, its children take its place, but not as several roots.
  void prune() {
    std::vector<std::size_t> order = top_down();
    for (auto node = order.rbegin(); node != order.rend(); ++node) {
      std::vector<std::size_t> kept;
      for (const std::size_t child : nodes_[*node].children) {
        if (nodes_[child].mail != nullptr) kept.push_back(child);
        else kept.insert(kept.end(), nodes_[child].children.begin(), nodes_[child].children.end());
      }
      nodes_[*node].children = std::move(kept);
    }
    std::vector<std::size_t> roots;
    for (const std::size_t root : roots_) {
      const Node& node = nodes_[root];
      if (node.mail != nullptr || node.children.size() > 1) roots.push_back(root);
      else if (node.children.size() == 1) roots.push_back(node.children.front());
    }
    roots_ = std::move(roots);
  }

  void sort() {
    const auto earlier = [this](std::size_t a, std::size_t b) {
      return std::pair(nodes_[a].sent, nodes_[a].order) < std::pair(nodes_[b].sent, nodes_[b].order);
    };
    const std::vector<std::size_t> order = top_down();
    for (auto each = order.rbegin(); each != order.rend(); ++each) {
      Node& node = nodes_[*each];
      std::sort(node.children.begin(), node.children.end(), earlier);
      if (node.mail == nullptr && !node.children.empty()) {
        node.sent = nodes_[node.children.front()].sent;
        node.order = nodes_[node.children.front()].order;
      }
    }
    std::sort(roots_.begin(), roots_.end(), earlier);
  }

  /// The message whose subject a thread has.
  const ThreadedMail& named_by(std::size_t root) const {
    const Node& node = nodes_[root];
    return node.mail != nullptr ? *node.mail : *nodes_[node.children.front()].mail;
  }

  /// Step 5: threads of one subject become one.
  void gather_subjects() {
    std::map<std::string, std::size_t> table;
    for (const std::size_t root : roots_) {
      const std::string& subject = named_by(root).subject;
      if (subject.empty()) continue;
      const auto [known, is_new] = table.try_emplace(subject, root);
      const bool is_better = (nodes_[root].mail == nullptr && nodes_[known->second].mail != nullptr) ||
                             (named_by(known->second).is_reply && !named_by(root).is_reply);
      if (!is_new && is_better) known->second = root;
    }
    std::vector<std::size_t> roots;
    for (const std::size_t root : std::exchange(roots_, {})) {
      const auto known = table.find(named_by(root).subject);
      if (known != table.end() && known->second != root) join(known->second, root);
      else roots.push_back(root);
    }
    // A node made for two threads stands where the first of them stood.
    for (std::size_t& root : roots)
      if (const auto made = made_for_.find(root); made != made_for_.end()) root = made->second;
    roots_ = std::move(roots);
  }

  void join(std::size_t first, std::size_t other) {
    if (const auto made = made_for_.find(first); made != made_for_.end()) first = made->second;
    const bool is_first_empty = nodes_[first].mail == nullptr;
    if (is_first_empty && nodes_[other].mail == nullptr) {
      const std::vector<std::size_t> moved = nodes_[other].children;
      nodes_[first].children.insert(nodes_[first].children.end(), moved.begin(), moved.end());
    } else if (is_first_empty || (named_by(other).is_reply && !named_by(first).is_reply)) {
      nodes_[first].children.push_back(other);
    } else {
      made_for_[first] = nodes_.size();
      Node both;
      both.children = {first, other};
      nodes_.push_back(std::move(both));
    }
  }

  /// A thread without its brackets: a line of descent, then its branches.
  void write(std::size_t node, std::string& out, int depth) const {
    if (depth > most_branch_depth) return write_flat(node, out);
    while (true) {
      const std::vector<std::size_t>& children = nodes_[node].children;
      if (nodes_[node].mail != nullptr) out += std::to_string(nodes_[node].mail->number);
      if (children.empty()) return;
      if (nodes_[node].mail != nullptr) out += " ";
      if (children.size() > 1) break;
      node = children.front();
    }
    for (const std::size_t child : nodes_[node].children) {
      out += "(";
      write(child, out, depth + 1);
      out += ")";
    }
  }

  void write_flat(std::size_t top, std::string& out) const {
    std::vector<std::size_t> all{top};
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (nodes_[all[i]].mail != nullptr) out += (i == 0 ? "" : " ") + std::to_string(nodes_[all[i]].mail->number);
      for (const std::size_t child : nodes_[all[i]].children) all.push_back(child);
    }
  }

  std::vector<Node> nodes_;
  std::map<std::string, std::size_t> by_id_;
  std::vector<std::size_t> roots_;
  std::map<std::size_t, std::size_t> made_for_;
};

}  // namespace

ThreadedMail threaded_mail(const StoredMail& mail, std::uint32_t number) {
  const sim::mail::Message message(mail.raw);
  ThreadedMail out;
  out.number = number;
  out.id = message.message_id();
  out.references = message.references();
  if (out.references.empty()) {
    out.references = message.in_reply_to();
    if (out.references.size() > 1) out.references.resize(1);
  }
  if (out.references.size() > most_references) out.references.erase(out.references.begin(), out.references.end() - most_references);
  out.subject = upper(base_subject(message.subject(), &out.is_reply));
  out.sent = sent_at(message.raw_header("Date").value_or("")).value_or(mail.arrived);
  return out;
}

std::string thread_by_references(const std::vector<ThreadedMail>& mails) { return Threader(mails).text(); }

std::string thread_by_subject(std::vector<ThreadedMail> mails) {
  const auto earlier = [](const ThreadedMail& a, const ThreadedMail& b) { return std::pair(a.sent, a.number) < std::pair(b.sent, b.number); };
  std::stable_sort(mails.begin(), mails.end(), earlier);
  std::map<std::string, std::vector<const ThreadedMail*>> by_subject;
  std::vector<const std::vector<const ThreadedMail*>*> threads;
  for (const ThreadedMail& mail : mails) {
    const auto [thread, is_new] = by_subject.try_emplace(mail.subject);
    thread->second.push_back(&mail);
    if (is_new) threads.push_back(&thread->second);
  }
  std::string out;
  for (const auto* thread : threads) {
    out += "(" + std::to_string(thread->front()->number);
    if (thread->size() == 2) out += " " + std::to_string(thread->back()->number);
    if (thread->size() > 2) out += " ";
    for (std::size_t i = 1; i < thread->size() && thread->size() > 2; ++i) out += "(" + std::to_string((*thread)[i]->number) + ")";
    out += ")";
  }
  return out;
}

}  // namespace fakeservers::imap
