// SPDX-License-Identifier: Apache-2.0
#include "relay/pages.h"

#include <array>

#include <fmt/format.h>

namespace callout::relay {
namespace {

/// A sentence in both languages; the reader's is chosen when the page is made.
struct Text {
  std::string_view en;
  std::string_view pt;
  std::string_view in(bool portuguese) const { return portuguese ? pt : en; }
};

// No script and no outside resource: the pages work under any policy, and when everything else is broken.
constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--bg:#f6f8f8;--card:#fff;--text:#14201f;--dim:#4d5f5d;--line:#d5dfde;--accent:#0b6e5f;--on:#fff;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--bg:#0f1716;--card:#172220;--text:#e8f0ef;--dim:#a3b5b2;--line:#2b3b38;--accent:#63d9c3;--on:#06231e;--bad:#ff9d94}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif;padding:24px}
main{background:var(--card);border:1px solid var(--line);border-radius:14px;max-width:560px;width:100%;padding:32px}
h1{font-size:22px;line-height:1.3;margin:0 0 12px}p{margin:0 0 12px}.dim{color:var(--dim);font-size:14px}
.who{color:var(--dim);font-size:13px;letter-spacing:.04em;text-transform:uppercase;margin:0 0 20px}
code{font:14px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
.line{list-style:none;display:flex;gap:8px;padding:0;margin:20px 0}.line li{flex:1;border-top:4px solid var(--accent);padding-top:8px;font-size:14px}
.line li.bad{border-color:var(--bad);color:var(--bad);font-weight:600}.line li.after{border-color:var(--line);color:var(--dim)}
a.do{display:inline-block;background:var(--accent);color:var(--on);text-decoration:none;padding:10px 18px;border-radius:8px;font-weight:600;margin-top:8px}
a.other{background:none;color:var(--accent);border:1px solid var(--accent)}
a.do:focus-visible{outline:3px solid var(--text);outline-offset:2px})";

Page make(bool portuguese, int status, std::string_view title, std::string_view body) {
  Page page;
  page.head.status = status;
  page.head.headers.add("Content-Type", "text/html; charset=utf-8");
  page.head.headers.add("Cache-Control", "no-store");
  page.head.headers.add("X-Content-Type-Options", "nosniff");
  page.head.headers.add(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
  page.body = fmt::format(
      R"(<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">)"
      R"(<title>{}</title><style>{}</style></head><body><main><p class="who">Callout</p><h1>{}</h1>{}</main></body></html>)",
      portuguese ? "pt-BR" : "en", escape_html(title), kStyle, escape_html(title), body);
  return page;
}

std::string paragraph(std::string_view text) {
  return text.empty() ? std::string() : fmt::format("<p>{}</p>", escape_html(text));
}

std::string link(std::string_view url, std::string_view text) {
  return fmt::format(R"(<a class="do" href="{}">{}</a>)", escape_html(url), escape_html(text));
}

/// A second one beside it.
std::string other_link(std::string_view url, std::string_view text) {
  return fmt::format(R"( <a class="do other" href="{}">{}</a>)", escape_html(url), escape_html(text));
}

/// What the command line can do where a relay can't.
std::string by_client(Text why, std::string_view command, std::string_view device, bool portuguese) {
  return paragraph(why.in(portuguese)) + fmt::format("<p><code>callout {} {}</code></p>", command, escape_html(device));
}

/// What the failure asks for, in the console.
std::string remedy_link(const PageContext& context, model::FailureCode code, std::string_view device, bool portuguese) {
  const auto to = [&](std::string_view path, Text text) {
    return other_link(fmt::format("{}{}", context.console_url, path), text.in(portuguese));
  };
  const std::string page = fmt::format("/devices/{}", device);
  using enum model::FailureCode;
  switch (code) {
    case kDeviceUnreachable:
    case kIdentityUnknown:
    case kNotHttp:
    case kTlsFailed: return to(page, {"Check the device again", "Verificar o dispositivo de novo"});
    case kIdentityChanged:
    case kTlsKeyChanged: return to(page, {"Compare on the device's page", "Comparar na página do dispositivo"});
    case kInstallOffline:
    case kInstallSilent: return to("/installs", {"See the installs", "Ver as instalações"});
    case kAgentRefused:
    case kCancelled:
    case kExpired:
    case kInternal: return {};
  }
  return {};
}

Text why_ended(model::ClosedReason reason) {
  switch (reason) {
    case model::ClosedReason::kExpired: return {"The time of this session is over.", "O tempo desta sessão acabou."};
    case model::ClosedReason::kEndedByTechnician: return {"You ended this session.", "Você encerrou esta sessão."};
    case model::ClosedReason::kEndedByAdministrator:
      return {"An administrator ended this session.", "Um administrador encerrou esta sessão."};
    case model::ClosedReason::kDeviceRemoved:
      return {"The device was removed from Callout.", "O dispositivo foi removido do Callout."};
    case model::ClosedReason::kDeviceChanged:
      return {"The device's address, endpoints or identity were changed.",
              "O endereço, os endpoints ou a identidade do dispositivo mudaram."};
    case model::ClosedReason::kInstallRemoved:
      return {"The install was removed from Callout.", "A instalação foi removida do Callout."};
    case model::ClosedReason::kInstallLost:
      return {"The install on the device's network lost its connection for too long.",
              "A instalação na rede do dispositivo ficou sem conexão por tempo demais."};
    case model::ClosedReason::kAccessLost:
      return {"You may no longer open this device.", "Você não pode mais abrir este dispositivo."};
    case model::ClosedReason::kAccessExpired:
      return {"Your right to open this device has ended.", "Seu direito de abrir este dispositivo terminou."};
    case model::ClosedReason::kRestricted:
      return {"Remote Technician was switched off for this device.",
              "O Técnico Remoto foi desligado para este dispositivo."};
    case model::ClosedReason::kFailed:
      return {"The device's page could not be opened.", "Não foi possível abrir a página do dispositivo."};
    case model::ClosedReason::kTicketReused:
      return {"The sign-in code of this session was used twice, so the session was ended for safety.",
              "O código de acesso desta sessão foi usado duas vezes; por segurança, ela foi encerrada."};
    case model::ClosedReason::kSignedOut:
      return {"You were signed out of Callout, and this session ended with that.",
              "Você saiu do Callout, e esta sessão terminou junto."};
  }
  return {"This session is over.", "Esta sessão acabou."};
}

Text name_of_hop(model::Hop hop) {
  switch (hop) {
    case model::Hop::kServer: return {"Server", "Servidor"};
    case model::Hop::kInstall: return {"Install", "Instalação"};
    case model::Hop::kDevice: return {"Device", "Dispositivo"};
  }
  return {"Server", "Servidor"};
}

/// The line server - install - device with the failed station marked.
std::string stations(model::Hop failed, bool portuguese) {
  std::string out = "<ol class=\"line\">";
  bool after = false;
  for (const auto hop : {model::Hop::kServer, model::Hop::kInstall, model::Hop::kDevice}) {
    const bool bad = hop == failed;
    out += fmt::format("<li{}>{}{}</li>",
                       bad     ? " class=\"bad\""
                       : after ? " class=\"after\""
                               : "",
                       name_of_hop(hop).in(portuguese),
                       !bad         ? ""
                       : portuguese ? ": falhou aqui"
                                    : ": failed here");
    after = after || bad;
  }
  return out + "</ol>";
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          out += "\xef\xbf\xbd";
        } else {
          out += c;
        }
    }
  }
  return out;
}

bool prefers_portuguese(std::string_view accept_language) {
  // Browsers list languages in order of preference, so the first of ours decides.
  const auto portuguese = accept_language.find("pt");
  const auto english = accept_language.find("en");
  return portuguese != std::string_view::npos && (english == std::string_view::npos || portuguese < english);
}

Page ended_page(const PageContext& context, model::ClosedReason reason, std::string_view session_id) {
  const bool pt = prefers_portuguese(context.accept_language);
  return make(pt, 410, pt ? "Esta sessão terminou" : "This session has ended",
              paragraph(why_ended(reason).in(pt)) + link(fmt::format("{}/open/{}", context.console_url, session_id),
                                                         pt ? "Começar de novo" : "Start again"));
}

Page unknown_host_page(const PageContext& context) {
  const bool pt = prefers_portuguese(context.accept_language);
  return make(
      pt, 421, pt ? "Não há nenhuma sessão neste endereço" : "There is no session at this address",
      paragraph(pt ? "Cada visita tem um endereço próprio, usado uma só vez. Abra o dispositivo de novo pelo console."
                   : "Each visit has an address of its own, used once. Open the device again from the console.") +
          link(context.console_url, pt ? "Ir para o console" : "Go to the console"));
}

Page not_yours_page(const PageContext& context) {
  const bool pt = prefers_portuguese(context.accept_language);
  return make(
      pt, 403, pt ? "Esta sessão não é sua" : "This session is not yours",
      paragraph(
          pt ? "Uma sessão só pode ser usada por quem a abriu. Abra o dispositivo pelo seu próprio console."
             : "A session can be used only by the technician who opened it. Open the device from your own console.") +
          link(context.console_url, pt ? "Ir para o console" : "Go to the console"));
}

Page failure_page(const PageContext& context, int status, const model::Failure& failure,
                  const sessions::LeaseTerms& visited) {
  const bool pt = prefers_portuguese(context.accept_language);
  const std::string note =
      fmt::format("<p class=\"dim\">{} <code>{}</code>, {} <code>{}</code></p>", pt ? "Código" : "Code",
                  model::to_string(failure.code), pt ? "sessão" : "session", escape_html(visited.session.str()));
  const bool not_for_a_relay =
      failure.code == model::FailureCode::kNotHttp || failure.code == model::FailureCode::kTlsFailed;
  const std::string_view remedy =
      failure.remedy.empty() ? model::remedy_for(failure.code) : std::string_view(failure.remedy);
  return make(pt, status, pt ? "O dispositivo não pôde ser alcançado" : "The device could not be reached",
              stations(failure.hop, pt) + paragraph(failure.detail) + paragraph(remedy) +
                  (not_for_a_relay ? by_client({"Or let a browser of your own see it at its own address:",
                                                "Ou deixe um navegador seu vê-lo no endereço dele:"},
                                               "browse", visited.device.str(), pt)
                                   : std::string()) +
                  note + link("", pt ? "Tentar de novo" : "Try again") +
                  remedy_link(context, failure.code, visited.device.str(), pt));
}

Page refused_page(const PageContext& context, std::string_view what) {
  const bool pt = prefers_portuguese(context.accept_language);
  return make(pt, 403, pt ? "O Callout recusou este pedido" : "Callout refused this request", paragraph(what));
}

Page path_closed_page(const PageContext& context) {
  const bool pt = prefers_portuguese(context.accept_language);
  return make(pt, 403, pt ? "Este caminho está fechado" : "This path is closed",
              paragraph(pt ? "O perfil deste dispositivo só permite outros caminhos. Um administrador da sua equipe "
                             "pode mudar o perfil."
                           : "The profile of this device allows other paths only. An administrator of your team can "
                             "change the profile."));
}

Page read_only_page(const PageContext& context) {
  const bool pt = prefers_portuguese(context.accept_language);
  return make(pt, 403, pt ? "Somente leitura" : "Read only",
              paragraph(pt ? "Você pode ver a página deste dispositivo, mas não mudar nada nele: o pedido não foi "
                             "enviado. Um administrador da sua equipe pode lhe dar mais direitos."
                           : "You may look at this device's page and change nothing: the request was not sent. An "
                             "administrator of your team can give you more rights."));
}

Page no_page(const PageContext& context) {
  const bool pt = prefers_portuguese(context.accept_language);
  return make(pt, 404, pt ? "Não há nada neste endereço" : "There is nothing at this address",
              paragraph(pt ? "Aqui não se mostra nenhuma página: este endereço é da linha de comando."
                           : "No page is shown here: this address is for the command line."));
}

Page elsewhere_page(const PageContext& context, const wire::RedirectAway& away, const sessions::LeaseTerms& visited) {
  const bool pt = prefers_portuguese(context.accept_language);
  return make(
      pt, 502, pt ? "O dispositivo aponta para outro lugar" : "The device points elsewhere",
      paragraph(
          pt ? "O dispositivo enviou o navegador para um endereço que não é dele. O Callout não segue esse endereço:"
             : "The device sent the browser to an address that is not its own. Callout does not follow it:") +
          fmt::format("<p><code>{}</code></p>", escape_html(away.url)) +
          (away.own_device
               ? by_client({"It is the device itself, on a port that browsers don't open. The command line leads there "
                            "(add the port behind it):",
                            "É o próprio dispositivo, numa porta que navegadores não abrem. A linha de comando chega "
                            "lá (acrescente a porta):"},
                           "forward", visited.device.str(), pt)
               : std::string()));
}

}  // namespace callout::relay
