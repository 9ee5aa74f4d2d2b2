/* What an FFI is shown of the contract. It knows no macros, so the numbers that are macros become enumerators; the
 * prefix keeps the preprocessor's hands off their names, and emit_cdef.cmake takes it away. */
#include <crm/plugin.h>

enum { cdef_CRM_ABI_MAJOR = CRM_ABI_MAJOR, cdef_CRM_ABI_MINOR = CRM_ABI_MINOR, cdef_CRM_ABI_VERSION = CRM_ABI_VERSION };
