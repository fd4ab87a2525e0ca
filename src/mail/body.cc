// SPDX-License-Identifier: Apache-2.0
#include "mail/body.h"

#include <fmt/format.h>

#include "mail/pattern.h"

namespace callout::mail {
namespace {

// Styles stand in the elements, because some mail programs drop the head; what only dark mode needs stands there.
// Contrast of the button: white on #0b6b5d is 6.3 to 1.
constexpr const char* kHead =
    "<!DOCTYPE html>\n<html lang=\"{0}\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>{1}</title>\n"
    "<style>:root {{ color-scheme: light dark; }} @media (prefers-color-scheme: dark) {{ .page {{ background: #1a1b1e "
    "!important; color: #e9ecef !important; }} .quiet {{ color: #adb5bd !important; }} .page a.plain {{ color: #63e6be "
    "!important; }} }}</style>\n</head>\n"
    "<body class=\"page\" style=\"margin: 0; padding: 24px; background: #ffffff; color: #212529; font-family: "
    "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif; font-size: 16px; line-height: 1.5;\">\n"
    "<div style=\"max-width: 560px; margin: 0 auto;\">\n"
    "<h1 style=\"font-size: 22px; line-height: 1.3; margin: 0 0 16px;\">{1}</h1>\n";

constexpr const char* kButton =
    "<p style=\"margin: 24px 0;\"><a href=\"{0}\" style=\"display: inline-block; padding: 12px 24px; border-radius: "
    "6px; "
    "background: #0b6b5d; color: #ffffff; font-weight: 600; text-decoration: none;\">{1}</a></p>\n"
    "<p class=\"quiet\" style=\"margin: 0 0 16px; font-size: 14px; color: #495057;\">{2}<br>"
    "<a class=\"plain\" href=\"{0}\" style=\"color: #0b6b5d; word-break: break-all;\">{0}</a></p>\n";

constexpr const char* kFact =
    "<tr><th scope=\"row\" style=\"text-align: left; vertical-align: top; padding: 2px 16px 2px 0; font-weight: "
    "600;\">{}</th><td style=\"vertical-align: top; padding: 2px 0;\">{}</td></tr>\n";

constexpr const char* kFoot =
    "<hr style=\"border: 0; border-top: 1px solid #adb5bd; margin: 24px 0 12px;\">\n"
    "<p class=\"quiet\" style=\"margin: 0; font-size: 14px; color: "
    "#495057;\">{}<br>{}{}</p>\n</div>\n</body>\n</html>\n";

std::string html_paragraphs(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts)
    out += fmt::format("<p style=\"margin: 0 0 16px;\">{}</p>\n", html_escaped(text));
  return out;
}

std::string plain_paragraphs(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += text + "\n\n";
  return out;
}

}  // namespace

std::string plain_text(const Body& body) {
  std::string out = body.heading + "\n\n" + plain_paragraphs(body.before);
  for (const auto& [label, value] : body.facts) out += fmt::format("{}: {}\n", label, value);
  if (!body.facts.empty()) out += '\n';
  if (!body.link.empty()) out += fmt::format("{}:\n{}\n\n", body.action, body.link);
  out += plain_paragraphs(body.after);
  // What mail programs take for a signature begins with this line.
  out += fmt::format("-- \n{}\n{}\n", body.reason, body.automatic);
  if (!body.unsubscribe_link.empty()) out += fmt::format("{}: {}\n", body.unsubscribe, body.unsubscribe_link);
  return out;
}

std::string html(const Body& body) {
  std::string out = fmt::format(kHead, html_escaped(body.language), html_escaped(body.heading));
  out += html_paragraphs(body.before);
  if (!body.facts.empty()) {
    out += "<table style=\"border-collapse: collapse; margin: 0 0 16px; font-size: 16px;\">\n";
    for (const auto& [label, value] : body.facts) out += fmt::format(kFact, html_escaped(label), html_escaped(value));
    out += "</table>\n";
  }
  if (!body.link.empty())
    out += fmt::format(kButton, html_escaped(body.link), html_escaped(body.action), html_escaped(body.link_hint));
  out += html_paragraphs(body.after);
  std::string stop;
  if (!body.unsubscribe_link.empty()) {
    stop = fmt::format("<br><a class=\"plain\" href=\"{}\" style=\"color: #0b6b5d;\">{}</a>",
                       html_escaped(body.unsubscribe_link), html_escaped(body.unsubscribe));
  }
  return out + fmt::format(kFoot, html_escaped(body.reason), html_escaped(body.automatic), stop);
}

}  // namespace callout::mail
