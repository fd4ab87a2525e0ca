// SPDX-License-Identifier: Apache-2.0
// Kept by hand beside the command line; a test compares the two.
#include "programs/callout_client_command_line.h"

namespace callout::programs {
namespace {

constexpr const char* kBash = R"(_callout() {
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="login logout whoami devices open forward browse completion --help --version"
  else
    case $command in
      login) words="--no-browser --ca --json --help" ;;
      open) words="--print-url --json --help" ;;
      browse) words="--browser --port --json --help" ;;
      completion) words="bash zsh fish --help" ;;
      logout | whoami | devices | forward) words="--json --help" ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _callout callout
)";

constexpr const char* kZsh = R"(#compdef callout
_callout() {
  local -a commands
  commands=(
    'login:Sign in by way of the browser'
    'logout:Sign out'
    'whoami:Show who is signed in'
    'devices:List devices'
    'open:Open a page in the browser'
    'forward:Lead a port here to a raw port'
    'browse:Start a browser at the true address'
    'completion:Print what a shell needs'
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case $words[2] in
    login) _arguments '--no-browser[Take the code by hand]' '--ca[Authorities to trust]:file:_files' '--json[For programs]' ;;
    open) _arguments '--print-url[Print the address]' '--json[For programs]' ;;
    browse) _arguments '--browser[Program]:program:_command_names' '--port[Port of the page]:port' '--json[For programs]' ;;
    completion) _values shell bash zsh fish ;;
    logout|whoami|devices|forward) _arguments '--json[For programs]' ;;
  esac
}
compdef _callout callout
)";

constexpr const char* kFish = R"(complete -c callout -f
complete -c callout -n __fish_use_subcommand -a login -d 'Sign in by way of the browser'
complete -c callout -n __fish_use_subcommand -a logout -d 'Sign out'
complete -c callout -n __fish_use_subcommand -a whoami -d 'Show who is signed in'
complete -c callout -n __fish_use_subcommand -a devices -d 'List devices'
complete -c callout -n __fish_use_subcommand -a open -d 'Open a page in the browser'
complete -c callout -n __fish_use_subcommand -a forward -d 'Lead a port here to a raw port'
complete -c callout -n __fish_use_subcommand -a browse -d 'Start a browser at the true address'
complete -c callout -n __fish_use_subcommand -a completion -d 'Print what a shell needs'
complete -c callout -n '__fish_seen_subcommand_from login' -l no-browser -d 'Take the code by hand'
complete -c callout -n '__fish_seen_subcommand_from login' -l ca -r -F -d 'Authorities to trust'
complete -c callout -n '__fish_seen_subcommand_from open' -l print-url -d 'Print the address'
complete -c callout -n '__fish_seen_subcommand_from browse' -l browser -r -d 'Program to start'
complete -c callout -n '__fish_seen_subcommand_from browse' -l port -r -d 'Port of the page'
complete -c callout -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'
complete -c callout -n 'not __fish_seen_subcommand_from completion' -l json -d 'For programs'
)";

}  // namespace

std::string completion_script(const std::string& shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  if (shell == "fish") return kFish;
  return {};
}

}  // namespace callout::programs
