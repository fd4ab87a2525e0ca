# SPDX-License-Identifier: Apache-2.0
# Warnings, hardening and sanitizers for every target.
option(CALLOUT_FUZZ "Build the libFuzzer targets" OFF)
option(CALLOUT_HARDEN "Hardening flags of a shipped binary" OFF)
option(CALLOUT_LTO "Optimise over folders when linking (ThinLTO)" OFF)
set(CALLOUT_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")

add_library(callout_options INTERFACE)
target_compile_options(callout_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -Werror -fno-omit-frame-pointer)
target_include_directories(callout_options INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
add_link_options(-fuse-ld=lld)

if(CALLOUT_HARDEN)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection=full -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
    -D_GLIBCXX_ASSERTIONS)
  add_link_options(-pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
if(CALLOUT_LTO)
  # Not CMAKE_INTERPROCEDURAL_OPTIMIZATION: that wants the archiver of the same LLVM, and lld reads any archive.
  add_compile_options(-flto=thin)
  add_link_options(-flto=thin -Wl,--thinlto-cache-dir=${PROJECT_BINARY_DIR}/lto)
endif()
if(CALLOUT_SANITIZE)
  add_compile_options(-fsanitize=${CALLOUT_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CALLOUT_SANITIZE})
endif()
if(CALLOUT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

configure_file(${PROJECT_SOURCE_DIR}/cmake/version.h.in ${PROJECT_BINARY_DIR}/generated/callout_version.h @ONLY)
