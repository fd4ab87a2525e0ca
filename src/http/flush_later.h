// SPDX-License-Identifier: Apache-2.0
// Sends response heads that wait for their first body bytes, at the end of the turn of the loop in which they were
// made: head and a small body that follow each other leave in one write, and a head whose body is slow is late by no
// time that counts.
//
// One per worker; its outputs take themselves out before they die. Own worker only.
#pragma once

#include <vector>

namespace callout::http {

class FlushLater {
 public:
  class Flushed {
   public:
    virtual void flush() = 0;

   protected:
    ~Flushed() = default;
  };

  void add(Flushed& output);
  void remove(Flushed& output);

 private:
  void run();
  std::vector<Flushed*> outputs_;
  bool posted_ = false;
};

}  // namespace callout::http
