#!/bin/sh
# exports.sh PLUGIN.so: the plugin exports its entry and nothing else, and is never unmapped.
set -u
found=$(nm -D --defined-only "$1" | awk '{print $NF}')
if [ "$found" != crm_plugin_entry ]; then
    echo "$1 must export crm_plugin_entry alone, but exports:"
    echo "$found"
    exit 1
fi
if ! readelf -d "$1" | grep -q NODELETE; then
    echo "$1 must be linked with -z nodelete: a host that unmaps it under a live thread crashes"
    exit 1
fi
echo "$1 exports $found alone and is never unmapped"
