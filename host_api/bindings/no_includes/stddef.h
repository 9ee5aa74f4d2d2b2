/* Empty: an FFI knows these types, and must not be shown a compiler's own headers. */
