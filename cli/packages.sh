# shellcheck shell=sh disable=SC2034
# Shell functions that cli/quickstart and tests/run share: which packages the project needs, and how to get and
# build it. Debian 12 and Ubuntu 24.04 name the packages alike.

# Each line: package, and the command or header by which it is known where there is no dpkg.
build_packages='
g++                 command:g++
cmake               command:cmake
ninja-build         command:ninja
libfmt-dev          header:fmt/format.h
libboost-dev        header:boost/asio/ip/address.hpp
libcli11-dev        header:CLI/CLI.hpp
libyaml-cpp-dev     header:yaml-cpp/yaml.h
libsimdjson-dev     header:simdjson.h
nlohmann-json3-dev  header:nlohmann/json.hpp
zlib1g-dev          header:zlib.h'

test_packages="$build_packages
catch2              header:catch2/catch_test_macros.hpp:catch2/catch.hpp
python3-jsonschema  command:python3
python3-yaml        command:python3"

# What opens HTML reports and reads Terraform's language; tests that need it are skipped without it.
browser_packages='
chromium            command:chromium'
node_packages='
nodejs              command:node
npm                 command:npm'

say() { printf '==> %s\n' "$*" >&2; }

stop() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

has_command() { command -v "$1" >/dev/null 2>&1; }

# has_header FILE: the compiler finds it.
has_header() { echo "#include <$1>" | "${CXX:-g++}" -std=c++20 -E -x c++ - >/dev/null 2>&1; }

# is_there PACKAGE SIGN
is_there() {
  if has_command dpkg-query; then
    dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
    return
  fi
  case $2 in
    command:*) has_command "${2#command:}" ;;
    header:*:*)
      signs=${2#header:}
      has_header "${signs%%:*}" || has_header "${signs#*:}"
      ;;
    header:*) has_header "${2#header:}" ;;
  esac
}

# missing_packages LIST: those of the list that are not installed, on one line.
missing_packages() {
  echo "$1" | while read -r package sign; do
    [ -z "$package" ] || is_there "$package" "$sign" || printf '%s ' "$package"
  done
}

is_supported_system() {
  has_command apt-get && has_command dpkg-query && [ -r /etc/os-release ] || return 1
  case $(. /etc/os-release && echo "$ID-$VERSION_ID") in
    debian-12 | debian-13 | ubuntu-24.04) return 0 ;;
    *) return 1 ;;
  esac
}

# run_apt WORD...: apt-get as root, asking nothing, waiting for another apt to end.
run_apt() {
  set -- env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l \
    apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
  if [ "$(id -u)" -ne 0 ]; then
    set -- sudo -n "$@"
  fi
  "$@" </dev/null >&2
}

# install_packages LIST: installs what is missing of it, or says what is and stops.
install_packages() {
  missing=$(missing_packages "$1")
  missing=${missing% }
  if [ -z "$missing" ]; then
    say "all packages are there"
    return
  fi
  is_supported_system ||
    stop "missing packages: $missing; only on Debian 12, 13 and Ubuntu 24.04 this script can install them. Install them, then run it again"
  if [ "$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then
    stop "missing packages: $missing; run as root: apt-get install --no-install-recommends $missing"
  fi
  # shellcheck disable=SC2086 # one word per package
  set -- install --no-install-recommends $missing
  # Fresh lists only when these name no such package, or one that the mirror no longer has.
  run_apt --simulate "$@" >/dev/null 2>&1 || refresh_lists
  say "installing $missing"
  run_apt "$@" && return
  refresh_lists
  run_apt "$@" || stop "apt-get could not install: $missing"
}

refresh_lists() {
  say "refreshing apt's lists"
  run_apt update || stop "apt-get update failed; is there a network?"
}

# check_compiler: the standard library's std::expected needs g++ 12.
check_compiler() {
  [ -z "${CXX:-}" ] || return 0
  version=$(g++ -dumpversion)
  [ "${version%%.*}" -ge 12 ] ||
    stop "g++ is version $version and 12 is needed; install a newer one and set CXX=g++-12, say"
}

processors() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN; }

# build_preset PRESET: configures and builds it, in the project's directory.
build_preset() {
  if has_command ccache && [ -z "${CMAKE_CXX_COMPILER_LAUNCHER:-}" ]; then
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache
  fi
  # A build directory that was moved or copied along with the tree is of no use.
  cache=build/$1/CMakeCache.txt
  if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$(pwd -P)" "$cache"; then
    rm -rf "build/$1"
  fi
  say "configuring build/$1"
  cmake --preset "$1" >&2 || stop "cannot configure build/$1; see above"
  say "building build/$1 with $(processors) processors"
  cmake --build --preset "$1" --parallel "$(processors)" >&2 || stop "cannot build build/$1; see above"
}
