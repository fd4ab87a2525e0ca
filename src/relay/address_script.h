// SPDX-License-Identifier: Apache-2.0
// The script that translates addresses which a page makes up while it runs: `"http://" + location.hostname +
// ":8080/x"`, or a variable that holds the device's bare address. What stands in the text of the page the server has
// translated (wire/body_translator.h); this does the same where a browser is given a URL: fetch, XMLHttpRequest,
// WebSocket, EventSource, Worker, window.open, attributes of elements, written HTML, forms, navigation (ADR 0054).
//
// Served on session hosts, named by an element that DocumentStart puts before all scripts of a page, so that a page
// that replaces the same functions builds on ours. It keeps every value that names no other place of the device. It
// decides nothing: which hosts a page may reach, the policy and the relay say.
#pragma once

#include <string>
#include <string_view>

#include "wire/translate.h"

namespace callout::relay {

inline constexpr std::string_view kAddressScriptPath = "/.callout/addresses.js";
/// Asked with `?origin=http://192.168.1.5:8080`; answers {"origin":"https://..."} or {"origin":null}.
inline constexpr std::string_view kHostsPath = "/.callout/hosts";

/// The element that names the script, with what it needs to know of the session. `page`: the device's origin of the
/// page.
std::string address_tag(const wire::SessionMap& map, const wire::Origin& page);

inline constexpr std::string_view kAddressScript = R"js((function () {
  "use strict";
  var me = document.currentScript, page = location;
  if (!me || window.__calloutAddresses) return;
  Object.defineProperty(window, "__calloutAddresses", { value: true });
  var hosts = me.getAttribute("data-hosts").split(" "), home = me.getAttribute("data-page").split(":"), known = {};
  me.getAttribute("data-origins").split(" ").forEach(function (pair) {
    var at = pair.indexOf("=");
    known[pair.slice(0, at)] = pair.slice(at + 1);
  });
  var Url = window.URL, Ask = window.XMLHttpRequest, open = Ask.prototype.open, send = Ask.prototype.send, setHeader = Ask.prototype.setRequestHeader;
  var quoted = hosts.concat(page.hostname).map(function (host) { return (host.indexOf(":") < 0 ? host : "[" + host + "]").replace(/[.[\]]/g, "\\$&"); });
  var written = new RegExp("(?:(?:https?|wss?):)?//(?:" + quoted.join("|") + ")(?::[0-9]{1,5})?(?=[/\\\\\"'?#<>\\s);,&\\]]|$)", "gi");

  function ask(key) {
    if (key in known) return known[key];
    var origin = null, call = new Ask(), part = key.split(":"), host = hosts[0];
    try {
      open.call(call, "GET", "/.callout/hosts?origin=" + encodeURIComponent(part[0] + "://" + (host.indexOf(":") < 0 ? host : "[" + host + "]") + ":" + part[1]), false);
      send.call(call);
      origin = call.status === 200 ? JSON.parse(call.responseText).origin : null;
    } catch (unreachable) { return null; }
    return known[key] = origin;
  }
  function sessionOrigin(url, own) {
    if (url.host === page.host) return page.origin;
    var scheme = /^(https|wss):$/.test(url.protocol) ? "https" : "http", port = url.port || (scheme === "https" ? "443" : "80");
    if (!own) return ask(scheme + ":" + port);
    // The page said location.hostname: the scheme may be its own, which here is the session's and not the device's.
    var other = scheme === "https" ? "http" : "https", likely = /443$/.test(port) ? "https" : home[0];
    return known[scheme + ":" + port] || known[other + ":" + port] || ask(likely + ":" + port);
  }
  // The same value, unless it names another place of the device than this origin.
  function map(value) {
    if (value === null || value === undefined) return value;
    var text = String(value), url;
    if (!/^\s*([a-z]+:)?[\\/]{2}/i.test(text)) return value;
    try { url = new Url(text, document.baseURI); } catch (invalid) { return value; }
    var kind = /^(http|ws)s?:$/.exec(url.protocol), name = url.hostname.replace(/^\[|\]$/g, ""), own = name === page.hostname;
    if (!kind || url.username || !(own || hosts.indexOf(name) >= 0) || (own && url.origin === page.origin)) return value;
    var origin = sessionOrigin(url, own);
    if (!origin) return value;
    return (kind[1] === "ws" ? origin.replace(/^http/, "ws") : origin) + url.pathname + url.search + url.hash;
  }
  function mapText(html) {
    if (typeof html !== "string" || html.indexOf("//") < 0) return html;
    return html.replace(written, function (url, at, whole) {
      var bare = url.charAt(0) === "/", before = whole.slice(Math.max(0, at - 64), at), asked = (bare ? home[0] + ":" : "") + url + "/", mapped;
      if ((bare ? /[\w.+:\/-]$/ : /[\w.+-]$|[?&;][\w.-]+=$/).test(before) || (/value\s*=\s*["']?$/i.test(before) && !/<option\s+value\s*=\s*["']?$/i.test(before))) return url;
      mapped = map(asked);
      return mapped === asked ? url : mapped.replace(/\/$/, "").replace(bare ? /^[a-z]+:/ : "", "");
    });
  }

  // Proxies, so that a page sees native functions with their own properties and prototypes.
  function wrap(owner, name, change) {
    var original = owner && owner[name];
    if (typeof original !== "function") return;
    function safely(args) { try { change(args); } catch (ours) { /* then as the page wrote it */ } return args; }
    owner[name] = new Proxy(original, {
      apply: function (target, self, args) { return Reflect.apply(target, self, safely(args)); },
      construct: function (target, args, as) { return Reflect.construct(target, safely(args), as); },
    });
    if (original.prototype && original.prototype.constructor === original) original.prototype.constructor = owner[name];
  }
  function first(args) { if (args.length) args[0] = map(args[0]); }
  function second(args) { if (args.length > 1) args[1] = map(args[1]); }

  // Other web servers of the device are other origins, on site as here. What goes there needs our cookie, whatever the page wants to send (ADR 0062).
  var domain = page.host.slice(page.host.indexOf(".")), label = page.host.split(/[-.]/)[0], fetchNow = window.fetch, joins = {}, joined = {};
  // The name of the session's host that the URL leads to, if that is not this one.
  function other(value) {
    try { var url = new Url(value, document.baseURI); } catch (invalid) { return ""; }
    var dot = url.host.indexOf("."), name = url.host.slice(0, dot);
    return /^(http|ws)/.test(url.protocol) && url.host !== page.host && url.host.slice(dot) === domain && name.split("-")[0] === label ? name : "";
  }
  function joinUrl(name) { return page.origin + "/.callout/join?host=" + name; }
  // Resolves when the browser has our cookie there, or can't get it: then the request itself fails.
  function join(name) {
    return joins[name] || (joins[name] = fetchNow.call(window, joinUrl(name), { credentials: "include", cache: "no-store" }).then(function (answer) { joined[name] = answer.status === 204; }, function () {}).then(function () { joins[name] = null; }));
  }
  function joinNow(name) {
    var call = new Ask();
    try { open.call(call, "GET", joinUrl(name), false); credentials.set.call(call, true); send.call(call); joined[name] = call.status === 204; } catch (unreachable) { /* the request itself fails */ }
  }
  function mark(login) { return login ? "callout/own-login" : "callout/none"; }
  // Where there is no waiting: by way of this host, which has the cookie.
  function byWay(value, anonymous) {
    var name = other(value), url = name && new Url(value, document.baseURI);
    return name ? url.protocol + "//" + page.host + "/.callout/" + (anonymous ? "anonymous/" : "other/") + name + url.pathname + url.search : value;
  }
  function unmapped(url) {
    var way = /^(\w+:\/\/)[^/]+\/\.callout\/(?:other|anonymous)\/([^/]+)(.*)$/.exec(url);
    return way ? way[1] + way[2] + domain + way[3] : url;
  }

  // Maps what fetch was given and answers the host to join first.
  function prepare(args) {
    var asked = args[0], init = args[1], request = asked instanceof Request, mapped;
    if (!request) first(args);
    else if ((mapped = map(asked.url)) !== asked.url) asked = args[0] = new Request(mapped, asked);
    var name = other(request ? asked.url : args[0]), wanted = (init && init.credentials) || (request ? asked.credentials : "same-origin");
    if (wanted === "include" || (!name && wanted !== "omit")) return name;
    var headers = new Headers((init && init.headers) || (request ? asked.headers : {}));
    headers.append("Accept", mark(headers.has("Authorization")));
    args[1] = Object.create(init || {}, { credentials: { value: name ? "include" : "same-origin" }, headers: { value: headers } });
    return name;
  }
  window.fetch = new Proxy(fetchNow, { apply: function (target, self, args) {
    var name = "";
    try { name = prepare(args); } catch (ours) { /* then as the page wrote it */ }
    return name && !joined[name] ? join(name).then(function () { return Reflect.apply(target, self, args); }) : Reflect.apply(target, self, args);
  } });

  var calls = new WeakMap(), credentials = Object.getOwnPropertyDescriptor(Ask.prototype, "withCredentials");
  function replace(name, by) { Ask.prototype[name] = new Proxy(Ask.prototype[name], { apply: by }); }
  replace("open", function (target, self, args) {
    var before = calls.get(self);
    try { second(args); } catch (ours) { /* then as the page wrote it */ }
    Reflect.apply(target, self, args);
    if (before && before.sent) credentials.set.call(self, before.wanted);
    calls.set(self, { name: other(args[1]), later: args.length < 3 || !!args[2] });
  });
  replace("setRequestHeader", function (target, self, args) {
    Reflect.apply(target, self, args);
    if (calls.has(self) && /^authorization$/i.test(args[0])) calls.get(self).login = true;
  });
  replace("send", function (target, self, args) {
    var call = calls.get(self);
    function go() {
      if (!call.sent && !(call.wanted = credentials.get.call(self))) {
        credentials.set.call(self, true);
        setHeader.call(self, "Accept", mark(call.login));
      }
      call.sent = true;
      return Reflect.apply(target, self, args);
    }
    if (!call || !call.name) return Reflect.apply(target, self, args);
    if (!joined[call.name] && !call.later) joinNow(call.name);
    if (joined[call.name] || !call.later) return go();
    call.waits = true;
    join(call.name).then(function () { if (call.waits && calls.get(self) === call) go(); call.waits = false; });
  });
  replace("abort", function (target, self, args) {
    var call = calls.get(self), waited = call && call.waits;
    if (waited) call.waits = false;
    Reflect.apply(target, self, args);
    if (waited) ["abort", "loadend"].forEach(function (name) { self.dispatchEvent(new ProgressEvent(name)); });
  });
  Object.defineProperty(Ask.prototype, "withCredentials", { configurable: true, enumerable: true, set: credentials.set, get: function () {
    var call = calls.get(this);
    return call && call.sent ? call.wanted : credentials.get.call(this);
  } });

  wrap(window, "WebSocket", function (args) { first(args); args[0] = byWay(args[0]); });
  wrap(window, "EventSource", function (args) { first(args); args[0] = byWay(args[0], !(args[1] && args[1].withCredentials)); });
  wrap(Navigator.prototype, "sendBeacon", function (args) { first(args); args[0] = byWay(args[0]); });
  ["Worker", "SharedWorker", "open"].forEach(function (name) { wrap(window, name, first); });
  [[WebSocket.prototype, "url", unmapped], [EventSource.prototype, "url", unmapped], [MessageEvent.prototype, "origin", function (origin, event) {
    var from = event.target;
    return from instanceof WebSocket || from instanceof EventSource ? new Url(from.url).origin : origin;
  }]].forEach(function (each) {
    var found = Object.getOwnPropertyDescriptor(each[0], each[1]), get = found.get;
    found.get = function () { return each[2](get.call(this), this); };
    Object.defineProperty(each[0], each[1], found);
  });
  ["write", "writeln"].forEach(function (name) {
    wrap(Document.prototype, name, function (args) { for (var i = 0; i < args.length; i++) args[i] = mapText(args[i]); });
  });
  wrap(Element.prototype, "insertAdjacentHTML", function (args) { args[1] = mapText(args[1]); });

  // What the browser loads by CORS on its own account (pictures with `crossorigin`, fonts of a style) can't bring our cookie: refused once, it comes by way.
  var again = new WeakSet();
  window.addEventListener("error", function (event) {
    var part = event.target, url = part.currentSrc || part.src, name = "";
    if (!(part instanceof HTMLImageElement || part instanceof HTMLMediaElement) || !part.crossOrigin || again.has(part) || !(name = other(url))) return;
    event.stopImmediatePropagation();
    again.add(part);
    if (part.crossOrigin === "anonymous") part.src = byWay(url, true);
    else join(name).then(function () { part.src = url; });
  }, true);
  function mendFonts(sheet) {
    try { var rules = sheet.cssRules; } catch (foreign) { return; }
    Array.prototype.forEach.call(rules, function (rule) {
      if (rule.styleSheet || rule.cssRules) return mendFonts(rule.styleSheet || rule);
      if (!(rule instanceof CSSFontFaceRule)) return;
      var src = rule.style.getPropertyValue("src"), mended = src.replace(/url\("([^"]+)"\)/g, function (whole, url) { return 'url("' + byWay(url, true) + '")'; });
      if (mended !== src) rule.style.setProperty("src", mended);
    });
  }
  document.fonts.addEventListener("loadingerror", function () { Array.prototype.forEach.call(document.styleSheets, mendFonts); });

  var attributes = /^(src|href|xlink:href|action|formaction|data|poster)$/i;
  function change(owner, name, to) {
    var prototype = window[owner] && window[owner].prototype, found = prototype && Object.getOwnPropertyDescriptor(prototype, name);
    if (!found || !found.set || !found.configurable) return;
    Object.defineProperty(prototype, name, { configurable: true, enumerable: found.enumerable, get: found.get, set: function (value) {
      try { value = to.call(this, value); } catch (ours) { /* then as the page wrote it */ }
      found.set.call(this, value);
    } });
  }
  function mapPart(value) { return this.crossOrigin === "anonymous" ? byWay(map(value), true) : map(value); }
  ["Image", "Media"].forEach(function (kind) { change("HTML" + kind + "Element", "src", mapPart); });
  "Script IFrame Frame Embed Source Track Input".split(" ").forEach(function (kind) { change("HTML" + kind + "Element", "src", map); });
  "Anchor Area Link Base".split(" ").forEach(function (kind) { change("HTML" + kind + "Element", "href", map); });
  [["Form", "action"], ["Input", "formAction"], ["Button", "formAction"], ["Object", "data"], ["Video", "poster"]].forEach(function (pair) { change("HTML" + pair[0] + "Element", pair[1], map); });
  ["innerHTML", "outerHTML"].forEach(function (name) { change("Element", name, mapText); });
  // What a hash was made over is translated, too.
  ["Script", "Link"].forEach(function (kind) { change("HTML" + kind + "Element", "integrity", function () { return ""; }); });
  wrap(Element.prototype, "setAttribute", function (args) {
    if (attributes.test(args[0])) second(args);
    else if (/^integrity$/i.test(args[0])) args[0] = "data-callout-integrity";
  });
  wrap(Element.prototype, "setAttributeNS", function (args) { if (attributes.test(args[1])) args[2] = map(args[2]); });

  function fixForm(form) {
    var action = form.getAttribute("action"), mapped = map(action);
    if (mapped !== action) form.setAttribute("action", mapped);
  }
  var submit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = new Proxy(submit, { apply: function (target, form, args) {
    try { fixForm(form); } catch (ours) { /* then as the page wrote it */ }
    return Reflect.apply(target, form, args);
  } });
  document.addEventListener("submit", function (event) { if (event.target instanceof HTMLFormElement) fixForm(event.target); }, true);
  // A page that is too long to be read before its policy goes out may name a port that its policy did not know yet: once more, then.
  function withoutPort(name) { return name.replace(/^(\w+)-\d+s?\./, "$1."); }
  document.addEventListener("securitypolicyviolation", function (event) {
    try {
      var name = new Url(event.blockedURI).hostname, mark = "callout " + name;
      // By the relay's own policy (wire/session_map.cc): what the device's forbids, it forbids again.
      if (!/^default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:/.test(event.originalPolicy)) return;
      if (event.disposition !== "enforce" || withoutPort(name) !== withoutPort(page.hostname) || sessionStorage.getItem(mark)) return;
      sessionStorage.setItem(mark, "1");
      page.reload();
    } catch (foreign) { /* the page's own affair */ }
  });
  // location itself can't be changed, but where it leads can be seen.
  if (window.navigation) navigation.addEventListener("navigate", function (event) {
    var to = event.destination.url, mapped = map(to);
    if (mapped === to || !event.cancelable || event.formData || typeof event.downloadRequest === "string") return;
    event.preventDefault();
    setTimeout(function () { page.assign(mapped); }, 0);
  });
})();
)js";
static_assert(kAddressScript.size() < 16384);

}  // namespace callout::relay
