#pragma once

// glibc's knobs are in no module of Swift's, and other C libraries have none.
#include <malloc.h>

static inline void cogwatch_use_one_heap(int largest_block, int spare_bytes) {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, largest_block);
    mallopt(M_TRIM_THRESHOLD, spare_bytes);
#else
    (void)largest_block;
    (void)spare_bytes;
#endif
}

static inline void cogwatch_trim_heap(void) {
#ifdef M_ARENA_MAX
    malloc_trim(0);
#endif
}
