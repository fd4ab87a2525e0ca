// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_commands.h"

#include <charconv>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "callout_version.h"

namespace callout::programs {
namespace {

constexpr const char* kCommands =
    "The commands are serve, admin create, admin reset-two-factor, team list, team limit, audit verify, audit restart, "
    "mail test, backup, restore and routes; see calloutd --help.\n";
constexpr int kLimitMost = 1'000'000;

/// "none", or a number of technicians; nullopt for anything else.
std::optional<std::optional<int>> limit_from(std::string_view text) {
  if (text == "none") return std::optional<int>();
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > kLimitMost)
    return std::nullopt;
  return number;
}

void add_config(CLI::App* app, std::string& config) {
  app->add_option("--config", config, "Configuration file (else /etc/callout/calloutd.toml, if it exists)")
      ->type_name("FILE");
}

std::string with_line_end(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace

CommandLine parse_command_line(int count, const char* const* words) {
  CommandLine out;
  ServeCommand serve;
  AdminCreateCommand create;
  ResetTwoFactorCommand reset;
  BackupCommand backup;
  RestoreCommand restore;
  AuditVerifyCommand verify;
  AuditRestartCommand restart;
  MailTestCommand mail_test;
  TeamLimitCommand limit;
  std::string limit_text;

  CLI::App app("The Callout server: console, API, agent gateway and relay.", "calloutd");
  app.set_version_flag("--version", "calloutd " CALLOUT_VERSION);
  app.require_subcommand(1);

  CLI::App* serve_app = app.add_subcommand("serve", "Run the server");
  add_config(serve_app, out.config);
  serve_app->add_flag("--check", serve.check,
                      "Read the configuration, print every mistake with its line, and start nothing");

  CLI::App* admin_app = app.add_subcommand("admin", "Manage accounts on this host");
  admin_app->require_subcommand(1);
  CLI::App* create_app = admin_app->add_subcommand("create", "Make a team and its owner, the first administrator");
  add_config(create_app, out.config);
  create_app->add_option("--email", create.email, "The owner's e-mail address")->required();
  create_app->add_option("--name", create.name, "The owner's name")->required();
  create_app->add_option("--team", create.team, "The team's name (else the owner's)");
  create_app
      ->add_option("--password-file", create.password_file,
                   "File with the password, - for standard input; else one is made and printed")
      ->type_name("FILE");

  CLI::App* reset_app = admin_app->add_subcommand(
      "reset-two-factor", "Remove the second factor of an account, whose technician lost app and recovery codes");
  add_config(reset_app, out.config);
  CLI::Option_group* whose = reset_app->add_option_group("whose");
  whose->add_option("--email", reset.email, "The account's e-mail address");
  whose->add_flag("--all", reset.all, "Of all accounts: when the key of the secrets is lost");
  whose->require_option(1);

  CLI::App* team_app = app.add_subcommand("team", "The teams of this server and their plans");
  team_app->require_subcommand(1);
  CLI::App* list_app = team_app->add_subcommand("list", "Print each team with its id, technicians and limit");
  add_config(list_app, out.config);
  CLI::App* limit_app = team_app->add_subcommand(
      "limit", "Set how many technicians a team's plan allows; the newest beyond it are disabled until it rises");
  add_config(limit_app, out.config);
  limit_app->add_option("--team", limit.team, "The team's id, as calloutd team list prints it")
      ->type_name("ID")
      ->required();
  limit_app->add_option("limit", limit_text, "How many technicians, the owner among them, or none for no limit")
      ->type_name("N|none")
      ->required()
      ->check([](const std::string& text) {
        return limit_from(text) ? std::string() : fmt::format("give a number from 1 to {}, or none", kLimitMost);
      });

  CLI::App* mail_app = app.add_subcommand("mail", "Try the mail server");
  mail_app->require_subcommand(1);
  CLI::App* mail_test_app = mail_app->add_subcommand("test", "Send one mail now, and say how far it came");
  add_config(mail_test_app, out.config);
  mail_test_app->add_option("--to", mail_test.to, "The address to send it to")->required();
  mail_test_app->add_option("--language", mail_test.language, "The mail's language, such as pt-BR (else en)");

  CLI::App* backup_app = app.add_subcommand("backup", "Copy the database while the server runs");
  add_config(backup_app, out.config);
  backup_app->add_option("file,--to", backup.to, "The file to write; it must not exist")->required();

  CLI::App* restore_app = app.add_subcommand("restore", "Put a backup in the place of a database that does not exist");
  add_config(restore_app, out.config);
  restore_app->add_option("file,--from", restore.from, "The backup")->required();

  CLI::App* audit_app = app.add_subcommand("audit", "Check the audit journal on this host");
  audit_app->require_subcommand(1);
  CLI::App* verify_app = audit_app->add_subcommand(
      "verify", "Find edited, removed, inserted or reordered audit records; exit code 1 when there are any");
  add_config(verify_app, out.config);
  verify_app->add_option("--team", verify.team, "Only this team's")->type_name("ID");
  verify_app->add_option("--against", verify.against, "Compare with an export or a forwarded file, too")
      ->type_name("FILE");
  CLI::App* restart_app = audit_app->add_subcommand(
      "restart", "After a restore or a lost key, while no server runs: sign the journals as they stand");
  add_config(restart_app, out.config);
  restart_app->add_option("--reason", restart.reason, "Why; it is recorded")->required();

  CLI::App* routes_app =
      app.add_subcommand("routes", "Print every route with its method and the permission that it needs");

  try {
    app.parse(count, words);
  } catch (const CLI::CallForHelp&) {
    out.command = PrintCommand{with_line_end(app.help()), 0};
    return out;
  } catch (const CLI::CallForVersion& version) {
    out.command = PrintCommand{with_line_end(version.what()), 0};
    return out;
  } catch (const CLI::ParseError& error) {
    out.command = PrintCommand{std::string("calloutd: ") + error.what() + ". " + kCommands, 2};
    return out;
  }
  if (*create_app) out.command = create;
  if (*list_app) out.command = TeamListCommand{};
  if (*limit_app) {
    limit.limit = *limit_from(limit_text);
    out.command = limit;
  }
  if (*reset_app) out.command = reset;
  if (*mail_test_app) out.command = mail_test;
  if (*serve_app) out.command = serve;
  if (*backup_app) out.command = backup;
  if (*restore_app) out.command = restore;
  if (*verify_app) out.command = verify;
  if (*restart_app) out.command = restart;
  if (*routes_app) out.command = RoutesCommand{};
  return out;
}

}  // namespace callout::programs
