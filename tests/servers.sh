#!/usr/bin/env bash
# Installs the servers and the browser that tests use, where that is allowed; what is then missing
# is named by the tests that skip. PostgreSQL comes from pip where Debian's is not installed.
set -euo pipefail
wanted=""
command -v chromium >/dev/null || wanted="$wanted chromium"
command -v redis-server >/dev/null || wanted="$wanted redis-server"
command -v caddy >/dev/null || wanted="$wanted caddy"
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "tests that need them are skipped: apt-get install$wanted"
  exit 0
fi
echo "installing$wanted"
apt-get update -q >/dev/null && \
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $wanted >/dev/null || \
  echo "could not be installed:$wanted"
