# Puts text files into a program at build time, so that no copy of them is kept by hand.
#
#   embed_text(TARGET coexist_objects ROOT ${PROJECT_SOURCE_DIR}/schemas FILES config/config.schema.json ...)
#
# FILES are relative to ROOT, and found under that name at run time:
#   #include "config/embedded.hpp"
#   coexist::embedded::file("config/config.schema.json")
# FILES may be UTF-8 text only. One call a target.
set(EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_script.cmake)

function(embed_text)
  cmake_parse_arguments(EMBED "" "TARGET;ROOT" "FILES" ${ARGN})
  set(generated ${CMAKE_BINARY_DIR}/generated/${EMBED_TARGET}_embedded.cpp)
  list(TRANSFORM EMBED_FILES PREPEND ${EMBED_ROOT}/ OUTPUT_VARIABLE inputs)
  list(JOIN EMBED_FILES "|" names)
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DROOT=${EMBED_ROOT} "-DNAMES=${names}" -DOUT=${generated} -P ${EMBED_SCRIPT}
    DEPENDS ${inputs} ${EMBED_SCRIPT}
    COMMENT "Embedding texts into ${EMBED_TARGET}"
    VERBATIM)
  target_sources(${EMBED_TARGET} PRIVATE ${generated})
endfunction()
