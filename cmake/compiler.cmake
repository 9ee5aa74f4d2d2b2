# One language level, one set of warnings, one place for sanitizers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
# -O2, not -O3: GCC 12 reports a false -Wrestrict at -O3.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
# For the sanitizers: lines for their reports, little optimising, and the libraries' own assertions.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1 -D_GLIBCXX_ASSERTIONS")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O1 -g1")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# Targets of ours link this; dependencies are SYSTEM includes and stay quiet.
add_library(coexist_warnings INTERFACE)
target_compile_options(coexist_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual> -Wcast-align -Wformat=2 -Wnull-dereference -Wimplicit-fallthrough)
if(COEXIST_OWNER)
  target_compile_options(coexist_warnings INTERFACE -Werror)
endif()

if(COEXIST_SANITIZE)
  add_compile_options(-fsanitize=${COEXIST_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${COEXIST_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # GCC 12's sanitizers report false maybe-uninitialized and null-dereference.
    add_compile_options(-Wno-maybe-uninitialized -Wno-null-dereference)
  endif()
endif()
