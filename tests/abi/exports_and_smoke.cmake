# What every plugin of this tree is asked, whoever wrote it.

# abi_exports(TARGET): ctest abi.exports.TARGET.
function(abi_exports target)
  add_test(NAME abi.exports.${target} COMMAND sh ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exports.sh $<TARGET_FILE:${target}>)
  set_tests_properties(abi.exports.${target} PROPERTIES LABELS abi)
endfunction()

# abi_smoke(TARGET CONFIG FILE.in PATH /webhook BODY FILE HEADER "name: value" PROVIDER P ACCOUNT ID|- ACTION A
#           INPUT JSON ACTOR JSON EXPECT TEXT [HOST TARGET] [ENVIRONMENT NAME=VALUE...])
# Loads the plugin by the C host and by PHP, each with a fresh state, and does everything once: ctest abi.smoke.c.TARGET
# and abi.smoke.php.TARGET. In CONFIG, @SMOKE_DIR@ stands for a folder of the test's own, @SMOKE_SOURCE_DIR@ for this one.
# With HOST, only that C host loads it: ctest abi.smoke.HOST.TARGET.
# The test passes when an event that holds EXPECT was read and acknowledged.
function(abi_smoke target)
  cmake_parse_arguments(PARSE_ARGV 1 S "" "CONFIG;PATH;BODY;HEADER;PROVIDER;ACCOUNT;ACTION;INPUT;ACTOR;EXPECT;HOST" "ENVIRONMENT")
  set(SMOKE_SOURCE_DIR ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  set(hosts c)
  set(c_host $<TARGET_FILE:abi_smoke>)
  find_program(PHP_PROGRAM php)
  if(S_HOST)
    set(hosts ${S_HOST})
    set(${S_HOST}_host $<TARGET_FILE:${S_HOST}>)
  elseif(NOT PHP_PROGRAM)
    message(WARNING "php is absent: abi.smoke.php.${target} is not run")
  elseif(NOT COEXIST_SANITIZE) # a sanitizer's runtime must come first, which PHP does not load
    list(APPEND hosts php)
    set(php_host ${PHP_PROGRAM} -d ffi.enable=1 ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/smoke.php ${CMAKE_BINARY_DIR}/plugin.cdef.h)
  endif()
  foreach(host ${hosts})
    set(name abi.smoke.${host}.${target})
    set(SMOKE_DIR ${CMAKE_CURRENT_BINARY_DIR}/smoke/${host}.${target})
    configure_file(${S_CONFIG} ${SMOKE_DIR}.config @ONLY)
    add_test(NAME ${name}.fresh COMMAND ${CMAKE_COMMAND} -E rm -rf ${SMOKE_DIR})
    add_test(NAME ${name}.folder COMMAND ${CMAKE_COMMAND} -E make_directory ${SMOKE_DIR})
    add_test(NAME ${name} COMMAND ${${host}_host} $<TARGET_FILE:${target}> ${SMOKE_DIR}.config
      "{\"state\": \"sqlite:${SMOKE_DIR}/state\", \"role\": \"owner\"}" ${S_ACTOR} ${S_PATH} ${S_BODY} ${S_HEADER}
      ${S_PROVIDER} ${S_ACCOUNT} ${S_ACTION} ${S_INPUT} ${S_EXPECT})
    set_tests_properties(${name}.fresh PROPERTIES FIXTURES_SETUP ${name}.fresh LABELS abi)
    set_tests_properties(${name}.folder PROPERTIES FIXTURES_REQUIRED ${name}.fresh FIXTURES_SETUP ${name}.folder LABELS abi)
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED ${name}.folder LABELS abi TIMEOUT 60 ENVIRONMENT "${S_ENVIRONMENT}")
  endforeach()
endfunction()
