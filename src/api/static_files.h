// SPDX-License-Identifier: Apache-2.0
// The console's files, read once at start: a request then only looks up a name, so no path ever reaches the file
// system. Made by main, asked by server.cc. Immutable after load(); any thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "api/response.h"
#include "base/result.h"
#include "wire/http.h"

namespace callout::api {

class StaticFiles {
 public:
  /// Reads every regular file below `root`. A folder that does not exist or has no index.html is a console that was not
  /// built: answers then say so. Fails on what cannot be read and on a folder that is not a console's (too many or too
  /// large files).
  static Result<StaticFiles> load(const std::filesystem::path& root);

  /// The answer to GET or HEAD of a path without its query: a file, index.html for a route of the console, or 404.
  Response answer(std::string_view path, const wire::Headers& request) const;

  bool built() const { return files_.contains("/index.html"); }
  std::size_t size() const { return files_.size(); }

 private:
  struct File {
    std::string content;
    std::string etag;
    std::string_view content_type;
  };
  const File* find(std::string_view path) const;

  std::map<std::string, File, std::less<>> files_;
};

}  // namespace callout::api
