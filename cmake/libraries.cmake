# SPDX-License-Identifier: Apache-2.0
# What the project links, all from Debian 12 (tools/packages/build.txt). stack.md of the design says what each is for.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
pkg_check_modules(NGHTTP2 REQUIRED IMPORTED_TARGET libnghttp2)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(PSL REQUIRED IMPORTED_TARGET libpsl)

# SOCI 4.0.3 of Debian ships no CMake file.
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE soci_sqlite3 REQUIRED)
add_library(callout_soci INTERFACE)
target_include_directories(callout_soci SYSTEM INTERFACE /usr/include/soci)
target_link_libraries(callout_soci INTERFACE ${SOCI_SQLITE} ${SOCI_CORE} PkgConfig::SQLITE)

include(CTest)
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
endif()
