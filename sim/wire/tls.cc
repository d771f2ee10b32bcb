#include "sim/wire/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "sim/wire/tls_facts.h"

namespace sim::wire {

/// What a client asked for, and what it found in the server's certificate.
struct TlsFilter::Check {
  std::string server_name;
  bool verify = false;
  Instant now{};
  Judgement found;
  std::string issuer;
  std::string objection;
  static int judge(X509_STORE_CTX* store, void*);
  static int record(int ok, X509_STORE_CTX* store);
  void read(X509* leaf);
};

namespace {

Instant instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return Instant{std::chrono::seconds{timegm(&parts)}};
}

std::vector<std::string> dns_names(X509* leaf) {
  std::vector<std::string> out;
  auto* const list = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(leaf, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(list); ++i) {
    const GENERAL_NAME* const entry = sk_GENERAL_NAME_value(list, i);
    if (entry->type != GEN_DNS) continue;
    const ASN1_STRING* const text = entry->d.dNSName;
    out.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), std::size_t(ASN1_STRING_length(text)));
  }
  GENERAL_NAMES_free(list);
  return out;
}

std::string issuer_of(X509* leaf) {
  if (X509_NAME_cmp(X509_get_subject_name(leaf), X509_get_issuer_name(leaf)) == 0) return std::string(self_signed_name);
  char name[256] = "";
  X509_NAME_get_text_by_NID(X509_get_issuer_name(leaf), NID_commonName, name, sizeof name);
  return name;
}

/// OpenSSL's reasons in the words that the virtual wire uses too.
std::string failure_words(unsigned long error) {
  switch (ERR_GET_REASON(error)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_RECORD_LENGTH_MISMATCH:
      return std::string(no_tls_words);
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_NO_PROTOCOLS_AVAILABLE:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return std::string(no_version_words);
    default:
      break;
  }
  if (ERR_GET_REASON(error) >= SSL_AD_REASON_OFFSET) return std::string(broken_off_words);
  const char* const reason = ERR_reason_error_string(error);
  return std::string("the handshake failed: ") + (reason ? reason : "unknown reason");
}

}  // namespace

/// Looks at every certificate of the chain and lets it pass: objections are stated by judge().
int TlsFilter::Check::record(int ok, X509_STORE_CTX* store) {
  if (ok) return 1;
  auto* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const int error = X509_STORE_CTX_get_error(store);
  const bool is_date = error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
  if (!is_date) static_cast<Check*>(SSL_get_ex_data(ssl, 0))->found.is_trusted = false;
  return 1;
}

void TlsFilter::Check::read(X509* leaf) {
  found.names = dns_names(leaf);
  found.not_before = instant_of(X509_get0_notBefore(leaf));
  found.not_after = instant_of(X509_get0_notAfter(leaf));
  issuer = issuer_of(leaf);
}

int TlsFilter::Check::judge(X509_STORE_CTX* store, void*) {
  auto* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto& check = *static_cast<Check*>(SSL_get_ex_data(ssl, 0));
  check.found.is_trusted = true;
  X509_STORE_CTX_set_verify_cb(store, record);
  if (X509_verify_cert(store) != 1) check.found.is_trusted = false;
  check.read(X509_STORE_CTX_get0_cert(store));
  check.objection = wire::objection(check.found, check.server_name, check.now);
  const bool taken = check.objection.empty() || !check.verify;
  X509_STORE_CTX_set_error(store, taken ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
  return taken ? 1 : 0;
}

TlsFilter::TlsFilter(ssl_ctx_st* context) : ssl_(SSL_new(context)) {
  SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
}

TlsFilter::~TlsFilter() { SSL_free(ssl_); }

std::unique_ptr<TlsFilter> TlsFilter::server(ssl_ctx_st* context) {
  std::unique_ptr<TlsFilter> out(new TlsFilter(context));
  SSL_set_accept_state(out->ssl_);
  return out;
}

std::unique_ptr<TlsFilter> TlsFilter::client(ssl_ctx_st* context, const std::string& server_name, bool verify,
                                             Instant now) {
  SSL_CTX_set_cert_verify_callback(context, Check::judge, nullptr);
  std::unique_ptr<TlsFilter> out(new TlsFilter(context));
  out->check_ = std::make_unique<Check>();
  out->check_->server_name = server_name;
  out->check_->verify = verify;
  out->check_->now = now;
  SSL_set_ex_data(out->ssl_, 0, out->check_.get());
  SSL_set_verify(out->ssl_, SSL_VERIFY_PEER, nullptr);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  X509_VERIFY_PARAM_set_time(SSL_get0_param(out->ssl_), time_t(seconds.count()));
  // RFC 6066, 3: no literal address in SNI.
  if (!server_name.empty() && !IpAddress::parse(server_name)) {
    SSL_ctrl(out->ssl_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(server_name.c_str()));
  }
  SSL_set_connect_state(out->ssl_);
  out->shake();
  return out;
}

void TlsFilter::feed(std::string_view raw) {
  if (state_ == State::failed) return;
  BIO_write(SSL_get_rbio(ssl_), raw.data(), int(raw.size()));
  if (state_ == State::handshaking) shake();
}

void TlsFilter::shake() {
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_);
  if (done != 1) {
    const int error = SSL_get_error(ssl_, done);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) fail();
    return;
  }
  state_ = State::open;
  facts_.established = true;
  facts_.version = SSL_get_version(ssl_);
  if (!check_) return;
  facts_.issuer = check_->issuer;
  facts_.names = check_->found.names;
  facts_.not_after = check_->found.not_after;
  facts_.error = check_->objection;
  facts_.verified = facts_.error.empty();
}

void TlsFilter::fail() {
  const std::string words = failure_words(ERR_peek_error());
  state_ = State::failed;
  if (check_ && check_->verify && !check_->objection.empty()) {
    facts_ = failed_tls(check_->objection);
    facts_.version = SSL_get_version(ssl_);
    facts_.issuer = check_->issuer;
    facts_.names = check_->found.names;
    facts_.not_after = check_->found.not_after;
  } else {
    facts_ = failed_tls(words);
  }
  if (words == no_tls_words) take_raw();  // an alert would be noise to a peer that does not speak TLS
  ERR_clear_error();
}

void TlsFilter::write(std::string_view plain) {
  ERR_clear_error();
  // RFC 8446, 5.1: records hold 16 KB; a memory BIO takes any number of them.
  while (!plain.empty() && state_ == State::open) {
    const int written = SSL_write(ssl_, plain.data(), int(std::min<std::size_t>(plain.size(), 1 << 20)));
    if (written <= 0) {
      state_ = State::failed;
      return;
    }
    plain.remove_prefix(std::size_t(written));
  }
}

void TlsFilter::close() {
  if (state_ == State::open) SSL_shutdown(ssl_);
}

std::string TlsFilter::take_plain() {
  std::string out;
  if (state_ != State::open) return out;
  ERR_clear_error();
  char buffer[16384];
  for (;;) {
    const int got = SSL_read(ssl_, buffer, sizeof buffer);
    if (got > 0) {
      out.append(buffer, std::size_t(got));
      continue;
    }
    const int error = SSL_get_error(ssl_, got);
    if (error == SSL_ERROR_ZERO_RETURN) state_ = State::closed;
    if (error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL) state_ = State::failed;
    return out;
  }
}

std::string TlsFilter::take_raw() {
  char* data = nullptr;
  BIO* const out = SSL_get_wbio(ssl_);
  const auto size = BIO_get_mem_data(out, &data);
  std::string raw(data, std::size_t(size));
  (void)BIO_reset(out);
  return raw;
}

}  // namespace sim::wire
