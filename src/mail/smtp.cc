// SPDX-License-Identifier: Apache-2.0
#include "mail/smtp.h"

#include <mutex>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/check.h"
#include "mail/header_text.h"
#include "mail/smtp_dialogue.h"
#include "model/text.h"

namespace callout::mail {
namespace {

struct MimeEnd {
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
using Mime = std::unique_ptr<curl_mime, MimeEnd>;

/// A curl_slist that frees itself.
class List {
 public:
  List() = default;
  ~List() { curl_slist_free_all(list_); }
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  void add(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_, line.c_str());
    check(longer != nullptr);
    list_ = longer;
  }
  curl_slist* get() const { return list_; }
  curl_slist* release() { return std::exchange(list_, nullptr); }

 private:
  curl_slist* list_ = nullptr;
};

/// One try: what the callbacks write to and look at.
struct Try {
  SmtpDialogue dialogue;
  const std::atomic<bool>& stop;
};

// libcurl's type of these callbacks.
int on_debug(CURL*, curl_infotype type, char* data, std::size_t size, void* user) {
  auto& dialogue = static_cast<Try*>(user)->dialogue;
  const std::string_view bytes(data, size);
  if (type == CURLINFO_HEADER_OUT) dialogue.command(bytes);
  if (type == CURLINFO_HEADER_IN) dialogue.reply(bytes);
  if (type == CURLINFO_DATA_OUT) dialogue.message();
  return 0;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Try*>(user)->stop ? 1 : 0;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

// As SMTP's lines end (RFC 5321 section 2.3.8): libcurl encodes a single LF.
std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

void add_part(curl_mime* alternatives, const std::string& text, const char* type) {
  curl_mimepart* part = curl_mime_addpart(alternatives);
  check(part != nullptr);
  check(curl_mime_data(part, text.data(), text.size()) == CURLE_OK);
  check(curl_mime_type(part, type) == CURLE_OK);
  check(curl_mime_encoder(part, "quoted-printable") == CURLE_OK);
}

// multipart/mixed holding one multipart/alternative: libcurl gives the outermost part no other type.
Mime mime_of(CURL* curl, const model::Mail& mail) {
  Mime alternatives(curl_mime_init(curl));
  Mime whole(curl_mime_init(curl));
  check(alternatives && whole);
  // The last is the one that mail programs prefer (RFC 2046 section 5.1.4).
  add_part(alternatives.get(), with_crlf(mail.text.plain), "text/plain; charset=utf-8");
  add_part(alternatives.get(), with_crlf(mail.text.html), "text/html; charset=utf-8");
  curl_mimepart* part = curl_mime_addpart(whole.get());
  check(part != nullptr);
  check(curl_mime_subparts(part, alternatives.release()) == CURLE_OK);
  check(curl_mime_type(part, "multipart/alternative") == CURLE_OK);
  List inline_part;
  inline_part.add("Content-Disposition: inline");
  check(curl_mime_headers(part, inline_part.release(), 1) == CURLE_OK);
  return whole;
}

void add_headers(List& list, const SmtpSettings& settings, const model::Mail& mail) {
  list.add("Date: " + header_date(mail.created_at));
  list.add("From: " + header_mailbox(settings.from));
  list.add(fmt::format("To: {}", mail.to));
  list.add("Subject: " + header_text(mail.text.subject));
  list.add(fmt::format("Message-ID: <{}@{}>", mail.id.str(), settings.from.domain()));
  list.add(fmt::format("Content-Language: {}", mail.language));
  // No out-of-office answers (RFC 3834 section 5; the second is Exchange's).
  list.add("Auto-Submitted: auto-generated");
  list.add("X-Auto-Response-Suppress: All");
  if (mail.text.unsubscribe.empty()) return;
  list.add(fmt::format("List-Unsubscribe: <{}>", mail.text.unsubscribe));
  // RFC 8058 section 3.1: one click is for https only.
  if (mail.text.unsubscribe.starts_with("https://")) list.add("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
}

Hop hop_of(CURLcode code, const SmtpDialogue& dialogue) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_URL_MALFORMAT: return Hop::kName;
    case CURLE_COULDNT_CONNECT: return Hop::kConnection;
    case CURLE_LOGIN_DENIED: return Hop::kSignIn;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION: return Hop::kTls;
    default: return dialogue.at();
  }
}

std::string_view said(std::string_view reply) {
  return reply.empty() ? "it said nothing" : reply;
}

std::string sentence_of(Hop hop, CURLcode code, const SmtpSettings& settings, const SmtpDialogue& dialogue,
                        std::string_view detail) {
  const std::string where = fmt::format("{}:{}", settings.host, settings.port);
  switch (hop) {
    case Hop::kName:
      return fmt::format("The name {} of the mail server is not found: correct mail.server, or the DNS of this host.",
                         settings.host);
    case Hop::kConnection:
      return fmt::format(
          "The mail server {} can't be reached ({}): correct mail.server, or see whether a firewall "
          "forbids it.",
          where, dialogue.text().empty() ? detail : dialogue.text());
    case Hop::kTls:
      if (code == CURLE_USE_SSL_FAILED) {
        return fmt::format(
            "The mail server {} offers no TLS (STARTTLS): use its smtps:// port, or mail.tls = \"none\" on "
            "a network that you trust.",
            where);
      }
      if (code == CURLE_SSL_CACERT_BADFILE)
        return fmt::format("The authorities in {} can't be read: correct mail.ca_file.", settings.ca_file);
      return fmt::format(
          "TLS with the mail server {} failed ({}): name the server as its certificate does, and give the "
          "authority that signed it in mail.ca_file.",
          where, detail);
    case Hop::kSignIn:
      return fmt::format(
          "The mail server {} refused the sign-in as {} ({}): correct mail.username and "
          "mail.password_file.",
          where, settings.username, said(dialogue.text()));
    case Hop::kSender:
      return fmt::format("The mail server refused the sender {} ({}): correct mail.from, or allow it there.",
                         settings.from.address, said(dialogue.text()));
    case Hop::kRecipient:
      return fmt::format("The mail server refused the recipient ({}): correct the address.", said(dialogue.text()));
    case Hop::kMessage: break;
  }
  return fmt::format("The mail server did not take the message ({}).",
                     dialogue.text().empty() ? detail : dialogue.text());
}

}  // namespace

struct SmtpTransport::Handle {
  // libcurl wants this before the first handle, once in a process.
  Handle() {
    static std::once_flag once;
    std::call_once(once, [] { check(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
    curl = curl_easy_init();
    check(curl != nullptr);
  }
  ~Handle() { curl_easy_cleanup(curl); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  template <class T>
  void set(CURLoption option, T value) {
    check(curl_easy_setopt(curl, option, value) == CURLE_OK);
  }
  void prepare(const SmtpSettings& settings);

  CURL* curl = nullptr;
  char detail[CURL_ERROR_SIZE] = {};
};

void SmtpTransport::Handle::prepare(const SmtpSettings& settings) {
  curl_easy_reset(curl);  // Keeps the connection.
  detail[0] = '\0';
  const char* scheme = settings.tls_at_once ? "smtps" : "smtp";
  set(CURLOPT_URL, fmt::format("{}://{}:{}/{}", scheme, settings.host, settings.port, settings.hello).c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");  // Not what the environment says for the web.
  set(CURLOPT_USE_SSL, static_cast<long>(settings.tls_required ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings.ca_file.empty()) {
    set(CURLOPT_CAINFO, settings.ca_file.c_str());
    set(CURLOPT_CAPATH, nullptr);  // Only these.
  }
  if (!settings.username.empty()) {
    set(CURLOPT_USERNAME, settings.username.c_str());
    set(CURLOPT_PASSWORD, settings.password.c_str());
  }
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(kSmtpConnectTime.count()));
  set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(kSmtpReplyTime.count()));
  set(CURLOPT_TIMEOUT, static_cast<long>(kSmtpTime.count()));
  set(CURLOPT_ERRORBUFFER, detail);
  set(CURLOPT_WRITEFUNCTION, &drop);
}

SmtpTransport::SmtpTransport(SmtpSettings settings)
    : settings_(std::move(settings)), handle_(std::make_unique<Handle>()) {}

SmtpTransport::~SmtpTransport() = default;

Delivery SmtpTransport::deliver(const model::Mail& mail, const std::atomic<bool>& stop) {
  Handle& handle = *handle_;
  handle.prepare(settings_);
  Try now{{}, stop};
  handle.set(CURLOPT_VERBOSE, 1L);
  handle.set(CURLOPT_DEBUGFUNCTION, &on_debug);
  handle.set(CURLOPT_DEBUGDATA, &now);
  handle.set(CURLOPT_NOPROGRESS, 0L);
  handle.set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  handle.set(CURLOPT_XFERINFODATA, &now);
  List headers, recipients;
  add_headers(headers, settings_, mail);
  recipients.add(mail.to);
  handle.set(CURLOPT_MAIL_FROM, settings_.from.address.c_str());
  handle.set(CURLOPT_MAIL_RCPT, recipients.get());
  handle.set(CURLOPT_HTTPHEADER, headers.get());
  const Mime mime = mime_of(handle.curl, mail);
  handle.set(CURLOPT_MIMEPOST, mime.get());

  const CURLcode code = curl_easy_perform(handle.curl);
  Delivery out;
  if (code == CURLE_OK) {
    out.result = Delivery::Result::kSent;
    out.text = now.dialogue.text();
  } else if (code == CURLE_ABORTED_BY_CALLBACK) {
    out.result = Delivery::Result::kStopped;
  } else {
    const Hop hop = hop_of(code, now.dialogue);
    const bool never = hop >= Hop::kSender && now.dialogue.code() >= 500 && now.dialogue.code() < 600;
    out.result = never ? Delivery::Result::kNever : Delivery::Result::kLater;
    out.failed_at = hop;
    const std::string detail = model::clean_text(handle.detail[0] != '\0' ? handle.detail : curl_easy_strerror(code));
    out.text = sentence_of(hop, code, settings_, now.dialogue, detail);
  }
  curl_easy_reset(handle.curl);  // It must not keep addresses of what ends here.
  return out;
}

}  // namespace callout::mail
