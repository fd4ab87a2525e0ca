// SPDX-License-Identifier: Apache-2.0
// How a message looks, the same for every kind and language: as plain text and as HTML without images, scripts or
// anything fetched, readable in light and dark and by a screen reader. Used by message.cc. Pure functions, any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace callout::mail {

/// Filled texts, one line each, as people read them: html() escapes.
struct Body {
  std::string language;
  std::string heading;
  std::vector<std::string> before;
  std::vector<std::pair<std::string, std::string>> facts;
  std::string action;  ///< Empty without a link.
  std::string link;
  std::string link_hint;
  std::vector<std::string> after;
  std::string reason;
  std::string automatic;
  std::string unsubscribe{};  ///< What the link that stops such mails says; empty without one.
  std::string unsubscribe_link{};
};

std::string plain_text(const Body& body);
std::string html(const Body& body);

}  // namespace callout::mail
