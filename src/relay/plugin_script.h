// SPDX-License-Identifier: Apache-2.0
// Says above a device's page that it holds a Java applet, an ActiveX control, Flash or another plug-in, which no
// browser of today runs, and what a technician can do: let `callout browse` start a browser of theirs that still does,
// at the device's own address. Sent behind the watch script, so it runs in every HTML document, frames included, and
// asks nothing unless it found such an element. It changes nothing of the page: its line is a child of <html> before
// <body>, in a shadow root, and once closed stays away from the tab.
#pragma once

#include <string>
#include <string_view>

namespace callout::relay {

/// Answers what the command line calls this session's device: {"device":"dev-...","port":80}.
inline constexpr std::string_view kDevicePath = "/.callout/device";

inline constexpr std::string_view kPluginScript = R"js((function () {
  "use strict";
  if (window.__calloutPlugins) return;
  Object.defineProperty(window, "__calloutPlugins", { value: true });
  var pt = /^pt/i.test(navigator.language), closed = "callout plug-ins", ask = window.fetch.bind(window), shown = false;
  // [what its type, class id or file says, what it is called].
  var kinds = [
    [/java|^clsid:(8ad9c840-044e-11d1-b3e9-00805f499d93|cafeefac)/, pt ? "um applet Java" : "a Java applet"],
    [/shockwave|futuresplash|\.swf\b|^clsid:d27cdb6e/, pt ? "conte\u00fado Flash" : "Flash content"],
    [/silverlight|^clsid:dfeaf541/, pt ? "conte\u00fado Silverlight" : "Silverlight content"],
    [/^clsid:/, pt ? "um controle ActiveX" : "an ActiveX control"],
    [/^application\/x-/, pt ? "um plug-in" : "a plug-in"],
  ];
  function kind(element) {
    if (element.localName === "applet") return kinds[0][1];
    var said = ["classid", "type", "data", "src"].map(function (name) { return (element.getAttribute(name) || "").trim().toLowerCase(); });
    for (var i = 0; i < kinds.length; i++) if (said.some(function (text) { return kinds[i][0].test(text); })) return kinds[i][1];
    return null;
  }
  function look() {
    if (shown || !document.body || document.body.localName !== "body") return;
    try { if (sessionStorage.getItem(closed)) return; } catch (forbidden) { /* then for each page anew */ }
    var found = document.querySelectorAll("applet,object,embed"), what = null;
    for (var i = 0; i < found.length && !what; i++) what = kind(found[i]);
    if (!what) return;
    shown = true;
    ask("/.callout/device", { credentials: "same-origin" }).then(function (answer) { return answer.json(); }).then(function (device) { show(what, device); }, function () {});
  }
  function show(what, device) {
    var host = document.createElement("div"), line = document.createElement("div"), text = document.createElement("span"), code = document.createElement("code"), close = document.createElement("button");
    line.setAttribute("role", "note");
    line.style.cssText = "all:initial;box-sizing:border-box;position:relative;z-index:2147483646;display:flex;gap:12px;align-items:center;padding:8px 16px;background:#fff4d6;color:#3d2b00;border-bottom:1px solid #c9a74a;font:14px/1.4 system-ui,sans-serif";
    text.style.cssText = "flex:1";
    text.textContent = pt ? "Esta p\u00e1gina usa " + what + ", que os navegadores de hoje n\u00e3o executam mais. Um navegador que ainda o fa\u00e7a pode abrir o dispositivo no endere\u00e7o dele: "
      : "This page uses " + what + ", which browsers of today no longer run. A browser that still does can open the device at its own address: ";
    code.style.cssText = "font:13px ui-monospace,monospace;user-select:all";
    code.textContent = "callout browse " + device.device + " --port " + device.port + " --browser " + (pt ? "NAVEGADOR" : "BROWSER");
    close.style.cssText = "all:initial;cursor:pointer;padding:4px 10px;border:1px solid #8a6d1f;border-radius:6px;color:#3d2b00;font:600 13px system-ui,sans-serif";
    close.type = "button";
    close.textContent = pt ? "Fechar" : "Close";
    close.addEventListener("click", function () {
      host.remove();
      try { sessionStorage.setItem(closed, "1"); } catch (forbidden) { /* then for each page anew */ }
    });
    text.appendChild(code);
    line.appendChild(text);
    line.appendChild(close);
    host.attachShadow({ mode: "closed" }).appendChild(line);
    document.documentElement.insertBefore(host, document.body);
  }
  look();
  // Scripts of old pages write their applet or control when all has come.
  if (!shown) window.addEventListener("load", function () { window.setTimeout(look, 0); });
})();
)js";
static_assert(kPluginScript.size() < 8192);

}  // namespace callout::relay
