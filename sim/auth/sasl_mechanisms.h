// The SASL mechanisms one by one, with what chance decides given from outside: sasl.cc chooses among them, tests repeat the examples of the RFCs.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "sim/auth/sasl.h"

namespace sim::auth {

/// RFC 4616: authzid NUL authcid NUL password. A server refuses one who acts for another.
std::unique_ptr<SaslClient> plain_client(const Credentials& credentials);
std::unique_ptr<SaslServer> plain_server(SaslUsers& users);
/// Never a standard (draft-murchison-sasl-login): the server asks for "Username:" and "Password:".
std::unique_ptr<SaslClient> login_client(const Credentials& credentials);
std::unique_ptr<SaslServer> login_server(SaslUsers& users);
/// RFC 2195: the challenge is used once, so it is made of chance: "<1896.697170952@postoffice.example.net>".
std::unique_ptr<SaslClient> cram_md5_client(const Credentials& credentials);
std::unique_ptr<SaslServer> cram_md5_server(SaslUsers& users, std::string challenge);
/// RFC 5802 with RFC 7677, without channel binding. A nonce is printable text without commas; the salt is any bytes.
std::unique_ptr<SaslClient> scram_client(const Credentials& credentials, std::string nonce);
std::unique_ptr<SaslServer> scram_server(SaslUsers& users, std::string nonce, std::string salt);
/// RFC 7628, and its forerunner XOAUTH2 (Google's and Microsoft's descriptions of OAuth 2.0 for mail).
enum class BearerForm { oauthbearer, xoauth2 };
std::unique_ptr<SaslClient> bearer_client(const Credentials& credentials, BearerForm form);
std::unique_ptr<SaslServer> bearer_server(SaslUsers& users, BearerForm form);

/// A name as GS2 headers and SCRAM write it: "," and "=" stand as "=2C" and "=3D" (RFC 5801, 4; RFC 5802, 5.1). Back: nothing for any other "=".
std::string escaped_authzid(std::string_view name);
std::optional<std::string> unescaped_authzid(std::string_view text);

}  // namespace sim::auth
