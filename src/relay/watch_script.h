// SPDX-License-Identifier: Apache-2.0
// The small script that lets an open device page learn of its session's end: it asks /.callout/status every two seconds
// while the tab is seen, shows a bar while the install is away, and goes to the page that says why when the session is
// over. Served on session hosts; named by a script element that forward.cc appends to HTML documents. It carries no
// secret and decides nothing: a device page that breaks it only stays blind to an end that the server enforces anyway
// (ADR 0002).
#pragma once

#include <string_view>

namespace callout::relay {

inline constexpr std::string_view kWatchPath = "/.callout/watch.js";
inline constexpr std::string_view kStatusPath = "/.callout/status";
inline constexpr std::string_view kEndedPath = "/.callout/ended";

inline constexpr std::string_view kWatchScript = R"js((function () {
  "use strict";
  var top_ = window;
  try { if (window.top.location.host === location.host) top_ = window.top; } catch (foreign) { return; }
  if (top_.__calloutWatches) return;
  Object.defineProperty(top_, "__calloutWatches", { value: true });
  var ask = window.fetch.bind(window), later = window.setTimeout.bind(window), pt = /^pt/i.test(navigator.language), bar = null;
  function show(text) {
    if (bar) { bar.textContent = text; return; }
    var host = top_.document.createElement("div");
    bar = top_.document.createElement("div");
    bar.setAttribute("role", "status");
    bar.textContent = text;
    bar.style.cssText = "all:initial;position:fixed;z-index:2147483647;left:0;right:0;top:0;padding:10px 16px;background:#7a2e00;color:#fff;font:600 15px/1.4 system-ui,sans-serif;text-align:center";
    host.attachShadow({ mode: "closed" }).appendChild(bar);
    bar.host_ = host;
    (top_.document.body || top_.document.documentElement).appendChild(host);
  }
  function hide() { if (bar) { bar.host_.remove(); bar = null; } }
  function next() { later(look, 2000); }
  function look() {
    if (top_.document.visibilityState === "hidden") return next();
    ask("/.callout/status", { cache: "no-store", credentials: "same-origin" }).then(function (answer) { return answer.json(); }).then(function (status) {
      if (status.state === "ended") return top_.location.replace("/.callout/ended");
      if (status.state === "waiting") show(pt ? "A instala\u00e7\u00e3o est\u00e1 sem conex\u00e3o. A p\u00e1gina volta a funcionar quando ela voltar." : "The install is not connected. The page works again when it is back.");
      else if (status.state === "finishing") show(pt ? "O tempo desta sess\u00e3o acabou. Ela termina quando o envio em andamento terminar." : "The time of this session is over. It ends when the upload that is under way is done.");
      else hide();
      next();
    }, function () {
      show(pt ? "O servidor do Callout n\u00e3o responde. Tentando de novo\u2026" : "The Callout server does not answer. Trying again\u2026");
      next();
    });
  }
  next();
})();
)js";

}  // namespace callout::relay
