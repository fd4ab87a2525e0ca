// SPDX-License-Identifier: Apache-2.0
// A program that we start: a browser. In a process group of its own, so that Ctrl-C in the terminal is ours alone to
// act on, and so that end() reaches what it started. Any thread; end() blocks for as long as the program takes to go,
// at most kEndTime.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "client/outcome.h"

namespace callout::client {

class Child {
 public:
  static constexpr std::chrono::seconds kEndTime{4};

  /// `words`: the program, which is looked for in PATH, and its arguments. Nothing of it shows in our terminal.
  static Outcome<Child> start(const std::vector<std::string>& words);
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
  Child& operator=(Child&&) = delete;
  /// Ends it, unless detach() was called.
  ~Child();

  bool exited();
  void end();
  /// Lets it run on by itself.
  void detach() { pid_ = 0; }

 private:
  explicit Child(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

/// The path of a program in PATH, or of `name` itself if it has a slash; empty when there is none that we may run.
std::string find_program(const std::string& name);

}  // namespace callout::client
