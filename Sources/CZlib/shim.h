#pragma once
#include <zlib.h>

// deflateInit2 is a macro, which Swift does not import.
static inline int cogwatch_deflate_init_gzip(z_streamp stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

// So is inflateInit2. It unpacks gzip and zlib's own format, whichever the bytes begin with.
static inline int cogwatch_inflate_init(z_streamp stream) {
    return inflateInit2(stream, 15 + 32);
}
