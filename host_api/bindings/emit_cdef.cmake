# cmake -DCC=... -DINCLUDE=... -DOUT=... -P emit_cdef.cmake: the contract as an FFI's cdef reads it, without preprocessor
# lines, extern "C" and attributes. -U__GNUC__ leaves the visibility attribute out.
execute_process(
  COMMAND ${CC} -std=c99 -E -P -U__GNUC__ -nostdinc -I ${CMAKE_CURRENT_LIST_DIR}/no_includes -I ${INCLUDE}
    ${CMAKE_CURRENT_LIST_DIR}/cdef.c
  OUTPUT_VARIABLE cdef COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "cdef_CRM_" "CRM_" cdef "${cdef}")
if(cdef MATCHES "#|__attribute__|extern")
  message(FATAL_ERROR "plugin.cdef.h would hold what an FFI cannot read: ${CMAKE_MATCH_0}")
endif()
file(WRITE ${OUT} "/* Made from crm/plugin.h for FFIs (PHP, Python's cffi, LuaJIT); the comments stand there. */\n${cdef}")
