// SPDX-License-Identifier: Apache-2.0
#include "api/static_files.h"

#include <array>
#include <fstream>
#include <utility>

#include "base/encoding.h"
#include "base/random.h"

namespace callout::api {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFilesMost = 4096;
constexpr std::uintmax_t kBytesMost =
    64 * 1024 * 1024;  ///< The console has about 2 MB; a wrong folder must not fill the memory.

std::string_view content_type_of(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
  }};
  for (const auto& [extension, type] : kTypes) {
    if (path.ends_with(extension)) return type;
  }
  return "application/octet-stream";
}

// Vite names the files below /assets by a hash of what they hold, so they never change.
bool is_immutable(std::string_view path) {
  return path.starts_with("/assets/");
}

// A path of the console's own router, such as /devices/abc: not a file (no extension), not the API's.
bool is_client_route(std::string_view path) {
  const auto last = path.substr(path.rfind('/') + 1);
  return last.find('.') == std::string_view::npos && !path.starts_with("/api/") && !path.starts_with("/agent/") &&
         !path.starts_with("/assets/");
}

Response not_built() {
  return text_response(503, "text/html; charset=utf-8",
                       "<!doctype html><html lang=\"en\"><title>Callout</title><body style=\"font:1rem "
                       "sans-serif;max-width:40rem;margin:4rem auto\">"
                       "<h1>The console is not built</h1><p>The server runs, but its folder "
                       "<code>server.web_root</code> holds no console. "
                       "Build it in <code>web/</code> (HACKING.md says how), or point <code>server.web_root</code> to "
                       "the installed one, and "
                       "start calloutd again.</p></body></html>\n");
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const fs::path& root) {
  StaticFiles out;
  std::error_code error;
  if (!fs::exists(root / "index.html", error)) return out;
  std::uintmax_t total = 0;
  fs::recursive_directory_iterator walk(root, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    if (!walk->is_regular_file(error) || error) continue;
    const auto size = walk->file_size(error);
    total += size;
    if (error || out.files_.size() >= kFilesMost || total > kBytesMost) break;
    std::string content(size, '\0');
    std::ifstream file(walk->path(), std::ios::binary);
    if (!file.read(content.data(), static_cast<std::streamsize>(size))) {
      return fail(Code::kInvalid, "Cannot read the console's file {}; give calloutd the right to read it.",
                  walk->path().string());
    }
    const std::string name = '/' + fs::relative(walk->path(), root, error).generic_string();
    std::string etag = '"' + hash_of_secret(content).substr(0, 22) + '"';
    out.files_.emplace(name, File{std::move(content), std::move(etag), content_type_of(name)});
  }
  if (error) return fail(Code::kInvalid, "Cannot read the console's folder {}: {}.", root.string(), error.message());
  if (out.files_.size() >= kFilesMost || total > kBytesMost) {
    return fail(Code::kInvalid,
                "The folder {} is too large for a console (over {} files or {} MiB); point server.web_root to the "
                "built console.",
                root.string(), kFilesMost, kBytesMost / (1024 * 1024));
  }
  return out;
}

const StaticFiles::File* StaticFiles::find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

Response StaticFiles::answer(std::string_view path, const wire::Headers& request) const {
  if (!built()) return not_built();
  const File* file = find(path);
  if (!file && is_client_route(path)) file = find(path = "/index.html");
  if (!file) return problem_response(not_found());

  Response response;
  response.headers.add("Cache-Control", is_immutable(path) ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.add("ETag", file->etag);
  response.headers.add("Vary", "Accept-Encoding");
  if (const std::string* known = request.find("If-None-Match"); known && *known == file->etag) {
    response.status = 304;
    return response;
  }
  response.headers.add("Content-Type", std::string(file->content_type));
  const File* packed = request.has_token("Accept-Encoding", "gzip") ? find(std::string(path) + ".gz") : nullptr;
  if (packed) response.headers.add("Content-Encoding", "gzip");
  response.body = packed ? packed->content : file->content;
  return response;
}

}  // namespace callout::api
