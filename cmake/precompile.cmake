# Reads the heaviest headers once a target instead of once a file: half the time of a Clang build. The GCC presets do
# without, so that a file that leans on another's includes is found there.
option(COEXIST_PRECOMPILE "Precompile the libraries' headers" OFF)

# precompile(TARGET HEADER...)
function(precompile target)
  if(COEXIST_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE <algorithm> <chrono> <filesystem> <fstream> <functional> <map> <memory>
      <mutex> <optional> <set> <string> <string_view> <thread> <vector> <boost/json.hpp> ${ARGN})
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
      # ccache compares contents; a time in the precompiled header would make each build a new one.
      target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    endif()
  endif()
endfunction()
