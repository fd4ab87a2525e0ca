// SPDX-License-Identifier: Apache-2.0
// The Asio side of a worker. Included by .cc files of net/ only.
#pragma once

#include <deque>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "net/timer.h"
#include "net/worker.h"

namespace callout::net {

namespace asio = boost::asio;

struct Worker::Loop {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  /// Coroutines to resume on the next turn, all in one go.
  std::deque<std::coroutine_handle<>> ready;
  bool ready_posted = false;
  TimerWheel timers{*this};
};

}  // namespace callout::net
