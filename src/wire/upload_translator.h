// SPDX-License-Identifier: Apache-2.0
// Puts the device's own URLs back where a text on its way to the device names those of its session's hosts, while it
// streams. What counts as one says session_url.h; all else passes byte for byte. Made by relay/ for the text of one
// request's body. One thread.
//
// Nothing waits for an upload's next byte, so it simply keeps back what the next piece may turn out to belong to: at
// most kMostBefore and most_after() of SessionUrls, some 450 bytes. Splitting the text differently never changes the
// result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/session_url.h"

namespace callout::wire {

class UploadTranslator {
 public:
  /// `urls` must outlive this.
  explicit UploadTranslator(const SessionUrls& urls) : urls_(urls) {}

  /// What is ready once these bytes came: a view that holds until the next call. Needs memory for one such piece.
  std::string_view feed(std::string_view bytes);
  /// The rest. Another text may follow.
  std::string_view finish();

  /// How many bytes the results are shorter than what came, as far as they are decided; negative: longer.
  std::int64_t saved() const { return saved_; }
  /// From now on no result may need more than the others have saved since: a URL that would get too long stays.
  void keep_length() {
    keeps_length_ = true;
    saved_ = 0;
  }

 private:
  std::string_view translate(bool whole);

  const SessionUrls& urls_;
  std::string buffer_;      ///< From before done_, up to what the next piece completes.
  std::size_t done_ = 0;    ///< Up to where buffer_ went out, or into written_.
  std::size_t looked_ = 0;  ///< Where the search for a label goes on.
  std::string written_;     ///< The result of a call in which something was replaced.
  std::int64_t saved_ = 0;
  bool keeps_length_ = false;
};

}  // namespace callout::wire
