/* The header alone, twice, with every macro used: must compile in every dialect of C and C++ that we promise. */
#include <crm/plugin.h>

int knows_body_file(const crm_reply* reply);
uint32_t largest_known_plugin(void);
int speaks(const crm_plugin* plugin);

int knows_body_file(const crm_reply* reply) {
    return CRM_HAS(reply, crm_reply, body_file);
}
uint32_t largest_known_plugin(void) {
    return CRM_SIZE_UPTO(crm_plugin, metrics);
}
int speaks(const crm_plugin* plugin) {
    return (plugin->abi_version >> 16) == CRM_ABI_MAJOR && plugin->abi_version <= CRM_ABI_VERSION;
}
