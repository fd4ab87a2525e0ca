// SPDX-License-Identifier: Apache-2.0
#include "client/browser.h"

#include <cstdlib>
#include <filesystem>

#include "base/private_file.h"

namespace callout::client {
namespace {

constexpr const char* kKnown[] = {"chromium",         "google-chrome", "google-chrome-stable",
                                  "chromium-browser", "brave-browser", "microsoft-edge",
                                  "firefox",          "firefox-esr"};

BrowserKind kind_of(const std::string& program) {
  const std::string name = program.substr(program.find_last_of('/') + 1);
  return name.contains("firefox") ? BrowserKind::kFirefox : BrowserKind::kChromium;
}

Outcome<std::string> make_profile() {
  std::error_code ignored;
  std::string path = (std::filesystem::temp_directory_path(ignored) / "callout-browse-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr)
    return fail_with(Exit::kFailed, "A folder for the browser can't be made in {}.", path);
  return path;
}

void remove_folder(const std::string& path) {
  std::error_code ignored;
  // What a browser that was killed still writes may come between.
  for (int i = 0; i < 3 && std::filesystem::exists(path, ignored); ++i) std::filesystem::remove_all(path, ignored);
}

}  // namespace

Outcome<Browser> find_browser(const std::string& asked) {
  if (!asked.empty()) {
    const std::string program = find_program(asked);
    if (program.empty()) return fail_with(Exit::kFailed, "There is no program {}.", asked);
    return Browser{program, kind_of(program)};
  }
  for (const char* name : kKnown) {
    const std::string program = find_program(name);
    if (!program.empty()) return Browser{program, kind_of(program)};
  }
  return fail_with(Exit::kFailed, "No browser was found: install Chromium or Firefox, or name one with --browser.");
}

std::vector<std::string> browser_words(const Browser& browser, const std::string& profile, std::uint16_t proxy_port,
                                       const std::string& url) {
  if (browser.kind == BrowserKind::kFirefox) return {browser.program, "--no-remote", "--profile", profile, url};
  return {browser.program, "--user-data-dir=" + profile,
          fmt::format("--proxy-server=socks5://127.0.0.1:{}", proxy_port),
          // Without this, Chromium goes to loopback addresses by itself.
          "--proxy-bypass-list=<-loopback>",
          // Names are nobody's here: the proxy refuses them, and nothing asks the machine's own resolver either.
          "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
          "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-quic", "--no-first-run",
          "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
          "--disable-default-apps", "--disable-domain-reliability", "--disable-sync", "--no-pings", url};
}

std::string firefox_settings(std::uint16_t proxy_port) {
  return fmt::format(
      "user_pref(\"network.proxy.type\", 1);\n"
      "user_pref(\"network.proxy.socks\", \"127.0.0.1\");\n"
      "user_pref(\"network.proxy.socks_port\", {});\n"
      "user_pref(\"network.proxy.socks_version\", 5);\n"
      "user_pref(\"network.proxy.socks_remote_dns\", true);\n"
      "user_pref(\"network.proxy.no_proxies_on\", \"\");\n"
      "user_pref(\"network.proxy.allow_hijacking_localhost\", true);\n"
      "user_pref(\"network.proxy.failover_direct\", false);\n"
      "user_pref(\"media.peerconnection.enabled\", false);\n"
      "user_pref(\"network.dns.disablePrefetch\", true);\n"
      "user_pref(\"network.captive-portal-service.enabled\", false);\n"
      "user_pref(\"network.connectivity-service.enabled\", false);\n"
      "user_pref(\"browser.shell.checkDefaultBrowser\", false);\n"
      "user_pref(\"browser.aboutwelcome.enabled\", false);\n"
      "user_pref(\"browser.startup.homepage_override.mstone\", \"ignore\");\n"
      "user_pref(\"datareporting.policy.dataSubmissionEnabled\", false);\n"
      "user_pref(\"app.normandy.enabled\", false);\n"
      "user_pref(\"browser.safebrowsing.malware.enabled\", false);\n"
      "user_pref(\"browser.safebrowsing.phishing.enabled\", false);\n",
      proxy_port);
}

Outcome<BrowserVisit> BrowserVisit::start(const Browser& browser, std::uint16_t proxy_port, const std::string& url) {
  auto profile = make_profile();
  if (!profile) return pass(profile);
  if (browser.kind == BrowserKind::kFirefox) {
    if (auto written = write_private_file(*profile + "/user.js", firefox_settings(proxy_port), false); !written) {
      remove_folder(*profile);
      return failed(written);
    }
  }
  auto child = Child::start(browser_words(browser, *profile, proxy_port, url));
  if (!child) {
    remove_folder(*profile);
    return pass(child);
  }
  return BrowserVisit(std::move(*child), std::move(*profile));
}

BrowserVisit::~BrowserVisit() {
  child_.end();
  if (!profile_.empty()) remove_folder(profile_);
}

bool open_in_browser(const std::string& url) {
  const char* own = std::getenv("BROWSER");
  for (const std::string name : {own == nullptr ? "" : own, "xdg-open", "open"}) {
    const std::string program = name.empty() ? "" : find_program(name);
    if (program.empty()) continue;
    auto child = Child::start({program, url});
    if (!child) continue;
    child->detach();
    return true;
  }
  return false;
}

}  // namespace callout::client
