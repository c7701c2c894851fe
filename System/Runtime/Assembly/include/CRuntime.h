// What the runtime expects of the layer above it.
#pragma once
#include <stdint.h>

/// Fresh memory for the heap: `bytes` is a multiple of the page size. Returns its address, or 0.
uintptr_t heap_grow(uintptr_t bytes);
