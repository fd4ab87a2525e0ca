#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs inside the printer's namespaces (network.mjs): private /run, host name, D-Bus and Avahi, then the printer itself.
set -eu
spool=$1/printer-spool
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/avahi-daemon "$spool"
hostname office-printer
dbus-daemon --system --fork --nopidfile
avahi-daemon --no-drop-root --no-chroot --daemonize
exec ippeveprinter -p 8631 -r off -M Example -m "MFP 300" -l "Second floor" -s 30,20 -d "$spool" "Office printer"
