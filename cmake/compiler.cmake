# SPDX-License-Identifier: Apache-2.0
# Warnings, hardening and sanitizers: the same for every target.
add_compile_options(-Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                    -Wimplicit-fallthrough -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fcoroutines)
  # GCC 12 reports false positives of these in its own library headers at -O2.
  add_compile_options(-Wno-error=maybe-uninitialized -Wno-error=restrict -Wno-error=stringop-overflow
                      -Wno-error=array-bounds -Wno-error=stringop-overread)
endif()
if(NIGHTMAIL_SANITIZE)
  add_compile_options(-fsanitize=${NIGHTMAIL_SANITIZE} -g1 -O1)
  add_link_options(-fsanitize=${NIGHTMAIL_SANITIZE})
  if(NIGHTMAIL_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      # clang 14 cannot assemble coroutines with it ("difference across sections").
      add_compile_options(-fno-sanitize=function)
    endif()
  endif()
  if(NIGHTMAIL_SANITIZE MATCHES "thread")
    add_compile_options(-Wno-tsan)  # Asio's fences: GCC warns that it can't follow them
  endif()
  if(NIGHTMAIL_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)  # so that the fuzzer sees which branches it took
  endif()
else()
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fPIE -D_GLIBCXX_ASSERTIONS)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_compile_options(-D_FORTIFY_SOURCE=2)
  endif()
  add_link_options(-pie -Wl,-z,relro,-z,now)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
