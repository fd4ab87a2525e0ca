// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "client/text.h"
#include "programs/callout_client_commands.h"

namespace callout::programs {
namespace {

void write_line(std::FILE* to, std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  std::fwrite(text.data(), 1, text.size(), to);
  std::fflush(to);
}

}  // namespace

void say(const ClientCommandLine& line, std::string_view text) {
  if (!line.json) write_line(stderr, client::printable(text, true));
}

client::ShowStep step_sayer(const ClientCommandLine& line) {
  return [&line](std::string_view name, std::chrono::milliseconds at, std::string_view detail) {
    say(line, fmt::format("  {:<11}{:>6} ms  {}", name, at.count(), detail));
  };
}

void print(const ClientCommandLine& line, const boost::json::value& json, std::string_view text) {
  write_line(stdout, line.json ? boost::json::serialize(json) : client::printable(text, true));
}

}  // namespace callout::programs
