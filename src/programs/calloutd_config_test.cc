// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_config.h"

#include <fstream>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "programs/calloutd_sites.h"

namespace callout::programs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Outcome {
  ServerConfig config;
  std::vector<std::string> problems;
};

Outcome read(std::string_view text, const std::vector<std::string>& environment = {}) {
  ConfigReader reader("calloutd.toml", text, "CALLOUT", environment);
  Outcome out{read_server_config(reader), {}};
  for (const ConfigProblem& problem : reader.finish()) out.problems.push_back(to_string(problem));
  return out;
}

std::string read_file(const std::string& path) {
  std::ifstream file(std::string(CALLOUT_SOURCE_DIR) + '/' + path);
  EXPECT_TRUE(file) << path;
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

TEST(ServerConfig, NothingGivenIsAServerForOneMachine) {
  const auto [config, problems] = read("");
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(config.listen.to_string(), "127.0.0.1:8440");
  EXPECT_EQ(config.console.origin(), "http://callout.localhost:8440");
  EXPECT_EQ(config.sessions.origin(), "http://sessions.localhost:8440");
  EXPECT_FALSE(config.tls());
}

TEST(ServerConfig, ReadsAPublicServer) {
  const auto [config, problems] = read(R"(
    [server]
    listen = "[::]:443"
    console_url = "https://Callout.example.com/"
    session_domain = "callout-sessions.example.net"
    threads = 4
    [tls]
    certificate = "c.pem"
    key = "k.pem"
    [log]
    level = "warn"
    format = "text"
    [metrics]
    allow = ["10.0.0.0/8"]
  )");
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(config.console.origin(), "https://callout.example.com");
  EXPECT_EQ(config.sessions.authority(), "callout-sessions.example.net");
  EXPECT_TRUE(config.tls());
  EXPECT_EQ(config.threads, 4U);
  EXPECT_EQ(config.log_level, Log::Level::kWarn);
  EXPECT_EQ(config.log_format, Log::Format::kText);
  EXPECT_TRUE(wire::any_contains(config.metrics_allow, "10.1.2.3"));
  EXPECT_FALSE(wire::any_contains(config.metrics_allow, "127.0.0.1"));
}

TEST(ServerConfig, PortZeroBecomesTheListenersPort) {
  auto [config, problems] =
      read("[server]\nlisten='127.0.0.1:0'\nconsole_url='http://callout.localhost:0'\nsession_domain='localhost:0'\n");
  EXPECT_THAT(problems, IsEmpty());
  config.use_port(4711);
  EXPECT_EQ(config.console.origin(), "http://callout.localhost:4711");
  EXPECT_EQ(config.sessions.authority(), "localhost:4711");
}

TEST(ServerConfig, PortZeroOfAnAddressNeedsPortZeroOfTheListener) {
  EXPECT_EQ(read("[server]\nconsole_url='http://callout.localhost:0'\nsession_domain='localhost:0'\n").problems.size(),
            2U);
}

TEST(ServerConfig, PlainHttpOffLoopbackNeedsATrustedProxy) {
  const std::string open = "[server]\nlisten = '0.0.0.0:8440'\n";
  EXPECT_THAT(read(open).problems, ElementsAre(HasSubstr("calloutd.toml:2:1: server.listen: Plain HTTP")));
  EXPECT_THAT(read(open + "trusted_proxies = ['10.0.0.1']\n").problems, IsEmpty());
}

TEST(ServerConfig, HttpsNeedsFilesOrAProxy) {
  const std::string https =
      "[server]\nconsole_url='https://callout.example.com'\nsession_domain='sessions.example.net'\n";
  EXPECT_THAT(read(https).problems, ElementsAre(HasSubstr("server.console_url")));
  const std::string proxied = https + "trusted_proxies = ['127.0.0.1']\n";
  EXPECT_THAT(read(proxied).problems, ElementsAre(HasSubstr("tls.proxy_certificate: Agents pin")));
  EXPECT_THAT(read(proxied + "[tls]\nproxy_certificate='p'\n").problems, IsEmpty());
  EXPECT_THAT(read("[tls]\nproxy_certificate='p'\n").problems,
              ElementsAre(HasSubstr("tls.proxy_certificate: This key")));
  EXPECT_THAT(read(https + "[tls]\ncertificate='c'\n").problems, ElementsAre(HasSubstr("tls.certificate")));
  EXPECT_THAT(read("[tls]\ncertificate='c'\nkey='k'\n").problems, ElementsAre(HasSubstr("begins with https")));
}

TEST(ServerConfig, PlainHttpOnARealNameIsRefusedBecauseCookiesWouldBeLost) {
  EXPECT_THAT(read("[server]\nconsole_url='http://callout.example.com'\ntrusted_proxies=['10.0.0.1']\n").problems,
              ElementsAre(HasSubstr("server.console_url")));
  EXPECT_THAT(read("[server]\nsession_domain='sessions.example.net'\n").problems,
              ElementsAre(HasSubstr("server.session_domain")));
}

TEST(ServerConfig, EveryMistakeIsReportedAtOnce) {
  const auto problems = read(R"([server]
listen = "localhost"
console_url = "callout.example.com"
session_domain = "127.0.0.1"
trusted_proxies = ["10.0.0.0/33"]
threads = 65
[log]
level = "chatty"
colour = true
[store]
path = ""
[metrics]
allow = ["everyone"]
)")
                            .problems;
  EXPECT_THAT(problems,
              testing::UnorderedElementsAre(
                  HasSubstr(":2:1: server.listen"), HasSubstr(":3:1: server.console_url"),
                  HasSubstr(":4:1: server.session_domain"), HasSubstr(":5:1: server.trusted_proxies"),
                  HasSubstr(":6:1: server.threads"), HasSubstr(":8:1: log.level"), HasSubstr(":9:1: log.colour"),
                  HasSubstr(":11:1: store.path"), HasSubstr(":13:1: metrics.allow")));
}

TEST(ServerConfig, TheAuditFilesLieBesideTheDatabaseUnlessGiven) {
  const auto usual = read("[store]\npath = \"/srv/data/x.db\"").config;
  EXPECT_EQ(usual.audit_key_file, "/srv/data/audit.key");
  EXPECT_EQ(usual.audit_checkpoints, "/srv/data/audit.checkpoints");
  const auto moved = read("[audit]\nkey_file = \"/keys/k\"").config;
  EXPECT_EQ(moved.audit_key_file, "/keys/k");
  EXPECT_EQ(moved.audit_checkpoints, "/keys/audit.checkpoints");
  EXPECT_EQ(read("[store]\npath = \"x.db\"").config.audit_key_file, "audit.key");
}

TEST(ServerConfig, SyslogIsToldByHostAndPortAndOnlyWithTls) {
  EXPECT_EQ(parse_syslog_target("tls://logs.example.com")->port, 6514);
  EXPECT_EQ(parse_syslog_target("tls://logs.example.com:7000")->host, "logs.example.com");
  EXPECT_EQ(parse_syslog_target("tls://[fd00::1]:7000")->host, "fd00::1");
  for (const char* bad :
       {"", "logs.example.com:6514", "tcp://x:1", "tls://", "tls://:6514", "tls://x:99999", "tls://x/y"})
    EXPECT_FALSE(parse_syslog_target(bad)) << bad;
  EXPECT_THAT(read("[audit.forward]\nsyslog = \"udp://x\"").problems, ElementsAre(HasSubstr("audit.forward.syslog")));
  EXPECT_THAT(read("[audit.forward]\nca_file = \"x\"").problems, ElementsAre(HasSubstr("audit.forward.ca_file")));
  EXPECT_EQ(read("", {"CALLOUT_AUDIT_FORWARD_FILE=/x"}).config.audit_forward_file, "/x");
}

TEST(ServerConfig, ReadsAMailServer) {
  const auto [config, problems] = read(R"(
    [mail]
    server = "smtp://mail.example.com"
    from = "Callout <callout@example.com>"
    username = "callout"
    password_file = "/etc/callout/mail.password"
  )");
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(config.mail.host, "mail.example.com");
  EXPECT_EQ(config.mail.port, 587);
  EXPECT_TRUE(config.mail.tls_required);
  EXPECT_FALSE(config.mail.tls_at_once);
  EXPECT_EQ(config.mail.from.address, "callout@example.com");
  EXPECT_EQ(read("[mail]\nserver='smtps://[::1]'\nfrom='a@b.c'\n").config.mail.port, 465);
  EXPECT_EQ(read("[mail]\nserver='smtps://[::1]:25'\nfrom='a@b.c'\n").config.mail.host, "[::1]");
  EXPECT_THAT(read("[mail]\nserver='smtp://127.0.0.1:25'\ntls='none'\nfrom='a@b.c'\n").problems, IsEmpty());
  EXPECT_TRUE(read("").config.mail.host.empty());
}

TEST(ServerConfig, AMailServerThatCannotBeRightIsRefused) {
  const auto refused = [](const std::string& keys, const char* key) {
    EXPECT_THAT(read("[mail]\n" + keys).problems, testing::Contains(HasSubstr(key))) << keys;
  };
  for (const char* server : {"mail.example.com", "smtp://", "smtp://a b", "http://mail.example.com",
                             "smtp://u:p@mail.example.com", "smtp://mail.example.com:0", "smtp://mail.example.com/x"})
    refused(std::string("from='a@b.c'\nserver='") + server + "'\n", "mail.server");
  refused("server='smtp://m.example'\n", "mail.from");
  refused("server='smtp://m.example'\nfrom='x'\n", "mail.from");
  refused("from='a@b.c'\n", "mail.server");
  refused("server='smtp://m.example'\nfrom='a@b.c'\nusername='u'\n", "mail.username");
  refused("server='smtp://m.example'\nfrom='a@b.c'\npassword_file='p'\n", "mail.username");
  // A password never crosses a network readable.
  refused("server='smtp://m.example'\nfrom='a@b.c'\nusername='u'\npassword_file='p'\ntls='none'\n", "mail.tls");
  refused("server='smtps://m.example'\nfrom='a@b.c'\ntls='none'\n", "mail.tls");
}

TEST(ServerConfig, EveryKeyIsDocumentedAndNothingElseIs) {
  ConfigReader reader("calloutd.toml", "", "CALLOUT", {});
  read_server_config(reader);
  const std::set<std::string> read_keys(reader.keys().begin(), reader.keys().end());

  std::set<std::string> documented;
  const std::string page = read_file("docs/operators/configuration.md");
  const std::regex row(R"(\n\| `([a-z_]+\.[a-z_.]+)` \|)");
  for (std::sregex_iterator it(page.begin(), page.end(), row), end; it != end; ++it) documented.insert((*it)[1]);
  EXPECT_EQ(documented, read_keys);

  std::set<std::string> packaged;
  std::istringstream file(read_file("packaging/calloutd.toml"));
  const std::regex section(R"(\[([a-z_.]+)\])");
  const std::regex key(R"(#([a-z_]+) = .*)");
  std::string line, inside;
  for (std::smatch match; std::getline(file, line);) {
    if (std::regex_match(line, match, section)) inside = match[1];
    if (std::regex_match(line, match, key)) packaged.insert(inside + '.' + match[1].str());
  }
  EXPECT_EQ(packaged, read_keys);
}

TEST(ServerConfig, ThePackagedFileSaysTheDefaults) {
  std::string text = read_file("packaging/calloutd.toml");
  text = std::regex_replace(text, std::regex(R"(\n#([a-z_]+ = ))"), "\n$1");
  const auto [config, problems] = read(text);
  const auto defaults = read("").config;
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(config.listen.to_string(), defaults.listen.to_string());
  EXPECT_EQ(config.console.origin(), defaults.console.origin());
  EXPECT_EQ(config.sessions.origin(), defaults.sessions.origin());
  EXPECT_EQ(config.store_path, defaults.store_path);
  EXPECT_EQ(config.web_root, defaults.web_root);
  EXPECT_EQ(config.log_level, defaults.log_level);
}

TEST(Sites, ConsoleAndSessionsNeverShareCookies) {
  struct Case {
    const char* console;
    const char* sessions;
    bool share;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"callout.example.com", "callout.example.com", true},
           {"callout.example.com", "sessions.callout.example.com", true},
           {"callout.example.com", "example.com", true},
           {"callout.example.com", "sessions.example.com", true},
           {"a.b.example.com", "c.d.example.com", true},
           {"callout.example.co.uk", "sessions.example.co.uk", true},
           {"callout.co.uk", "sessions.co.uk", false},
           {"callout.example.com", "sessions.example.net", false},
           {"notexample.com", "example.com", false},
           {"callout.localhost", "localhost", false},
           {"console.localhost", "callout.localhost", false},
           {"callout.localhost", "callout.localhost", true},
           {"a.callout.localhost", "callout.localhost", true},
           {"a.callout.localhost", "b.callout.localhost", true},
           {"localhost", "localhost", true},
           {"127.0.0.1", "localhost", false},
       }) {
    EXPECT_EQ(may_share_cookies(c.console, c.sessions), c.share) << c.console << " and " << c.sessions;
  }
}

}  // namespace
}  // namespace callout::programs
