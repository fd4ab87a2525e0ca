// SPDX-License-Identifier: Apache-2.0
// The messages of HTTP as plain values: what parsers make and serializers write. Used by http, tunnel, relay, agent and
// api. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callout::wire {

/// ASCII-only case folding, as RFC 9110 section 5.1 compares field names.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// One field line. The name keeps the case in which it came.
struct Header {
  std::string name;
  std::string value;
  bool operator==(const Header&) const = default;
};

/// Field lines in the order in which they came; names repeat.
class Headers {
 public:
  void add(std::string name, std::string value) { lines_.emplace_back(std::move(name), std::move(value)); }
  /// Replaces every line of that name by one at the place of the first, or adds it.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);
  /// The first line's value, or nullptr.
  const std::string* find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  /// Whether a comma-separated list field has the token, ignoring case: has_token("Connection", "upgrade").
  bool has_token(std::string_view name, std::string_view token) const;

  std::size_t size() const { return lines_.size(); }
  bool empty() const { return lines_.empty(); }
  auto begin() const { return lines_.begin(); }
  auto end() const { return lines_.end(); }
  std::vector<Header>& lines() { return lines_; }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Header> lines_;
};

struct RequestHead {
  std::string method;
  std::string target;     ///< Byte-exact request-target: origin-form, as it stood on the request line (or :path).
  std::string authority;  ///< Host field or :authority: host with optional port, not checked beyond its syntax.
  bool http_1_0 = false;
  std::string protocol;  ///< :protocol of an extended CONNECT (RFC 8441), else empty.
  Headers headers;       ///< Without Host.
};

struct ResponseHead {
  int status = 200;
  std::string reason;  ///< As the device wrote it, possibly empty; HTTP/2 has none.
  Headers headers;
};

}  // namespace callout::wire
