// What C of others expects of <stdlib.h>. There is no allocator in it: who embeds such code says where its memory comes from.

#pragma once
#include <stddef.h>

static inline int abs(int value) { return value < 0 ? -value : value; }
