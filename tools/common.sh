# SPDX-License-Identifier: Apache-2.0
# What the parts of ./run share: progress, packages, Node. Sourced, with the project's root as working folder.

logs=build/logs
mkdir -p "$logs"

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "This needs root for: $*. Run it as root or install sudo."
  fi
}

# step LOG-NAME "what it does" COMMAND...: runs the command with its output in build/logs/LOG-NAME.log and shows how long it has been at it.
# When it fails, the log's end is printed and the failure returned.
step() {
  local log=$logs/$1.log what=$2 start=$SECONDS pid status=0 shown=0
  shift 2
  # A process group of its own, so that Ctrl-C here ends all that the command started.
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  set +m
  trap 'kill -TERM -- "-$pid" 2>/dev/null; exit 130' INT TERM
  if [ -t 1 ]; then
    while kill -0 "$pid" 2>/dev/null; do
      printf '\r\033[K%s ... %d s  %s' "$what" $((SECONDS - start)) "$(tail -c 300 "$log" 2>/dev/null | tr '\r' '\n' | tail -n 1 | cut -c1-60)"
      sleep 0.5
    done
    printf '\r\033[K'
  else
    say "$what ..."
    while kill -0 "$pid" 2>/dev/null; do
      sleep 0.1
      if [ $((SECONDS - start - shown)) -ge 30 ]; then shown=$((SECONDS - start)); say "  $shown s so far"; fi
    done
  fi
  wait "$pid" || status=$?
  trap - INT TERM
  if [ $status -eq 0 ]; then
    say "$what: done in $((SECONDS - start)) s"
  else
    say "$what: FAILED after $((SECONDS - start)) s. The end of $log:"
    tail -n 40 "$log" | sed 's/^/  | /'
  fi
  return $status
}

# packages LIST...: installs what tools/packages/LIST.txt name and this machine lacks. Services that come with them are not started, nor enabled:
# the tests start their own copies.
packages() {
  local missing=() name installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' 2>/dev/null | sed -n 's/^installed //p' | tr -d ',' | tr ' ' '\n' | sort -u)
  for name in $(for list in "$@"; do cat "tools/packages/$list.txt"; done | sort -u); do
    grep -qxF "$name" <<<"$installed" || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  step packages "Installing ${#missing[@]} packages (${missing[*]:0:6}$([ ${#missing[@]} -gt 6 ] && echo ' ...'))" install_packages "${missing[@]}"
}

install_packages() {
  local policy=/usr/sbin/policy-rc.d service
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
    as_root chmod +x $policy
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -q || return
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" || return
  if [ -d /run/systemd/system ]; then
    for service in nginx tinyproxy owserver owhttpd avahi-daemon mini-httpd webfs merecat shellinabox exim4 rsyslog; do
      case " $* " in *" $service"*) as_root systemctl disable -q "$service" 2>/dev/null || true ;; esac
    done
  fi
}

# modules FOLDER: npm ci there, when its lock file changed since the last time.
modules() {
  local stamp=$1/node_modules/.callout-lock
  cmp -s "$1/package-lock.json" "$stamp" && return
  step "npm-${1//\//-}" "Installing the packages of $1" sh -c 'cd "$1" && npm ci --no-audit --no-fund && cp package-lock.json node_modules/.callout-lock' sh "$1"
}

# The Node of the console's lock file: Debian 12's own (18) is too old for Vite and for the tests.
node24() {
  local bin
  for bin in "$PWD"/web/node_modules/node-linux-*/bin; do
    if [ -x "$bin/node" ]; then PATH=$bin:$PATH command node "$@"; return; fi
  done
  command node "$@"
}

# build_preset NAME [target...]
build_preset() {
  local preset=$1
  shift
  [ -e "build/$preset/build.ninja" ] || step "configure-$preset" "Configuring preset $preset" cmake --preset "$preset"
  step "build-$preset" "Building preset $preset${*:+ ($*)}" ninja -C "build/$preset" "$@"
}

# build_console: web/dist, when a source is newer.
build_console() {
  modules web
  if [ -e web/dist/index.html ] && [ -z "$(find web/src web/public web/index.html web/*.ts web/package-lock.json src/api/openapi.yaml -newer web/dist/index.html -print -quit 2>/dev/null)" ]; then return; fi
  step build-console "Building the console" npm --prefix web run build
}
